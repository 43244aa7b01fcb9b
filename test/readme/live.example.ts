// #region live
import { Injectable } from '@nestjs/common';
import { LiveChanges } from 'nestjs-tasker';

@Injectable()
export class Board {
  constructor(private readonly live: LiveChanges) {}

  async follow(show: (line: string) => void, signal: AbortSignal) {
    let after: string | undefined;
    while (!signal.aborted) {
      const stream = await this.live.tasks({ namespace: 'shop' }, { after, signal });
      after = stream.cursor;
      for await (const change of stream) {
        after = change.cursor;
        if (change.kind === 'reset') show('something may be missing: read the list again');
        else show(`${change.name} ${change.step?.name ?? ''}: ${change.from ?? 'nothing'} → ${change.to}`);
      }
      // It ends after `live.maxDuration`: the next one goes on where it ended.
    }
  }
}
// #endregion
