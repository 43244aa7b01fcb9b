import type { CountedOrders, DriveOrder, DriveReport } from './counted.messages.js';
import { calibrate, costOf, type ProcessCost } from './process.cost.js';
import { ScriptedDrive, type DriveCounts } from './scripted.drive.js';

type Answers = {
  [Name in keyof CountedOrders]: (
    order: Parameters<CountedOrders[Name]>[0],
  ) => ReturnType<CountedOrders[Name]> | Promise<ReturnType<CountedOrders[Name]>>;
};

/** What the process of the drives does on orders. */
export class CountedSession implements Answers {
  private drive: ScriptedDrive | undefined;

  async warmUp(order: DriveOrder): Promise<ProcessCost> {
    await this.prepare(order);
    const { cost } = await this.run();
    await this.finish();
    return cost;
  }

  async prepare({ drive, url }: DriveOrder): Promise<void> {
    this.drive = new ScriptedDrive(drive, url);
    await this.drive.prepare();
  }

  async run(): Promise<DriveReport> {
    let counts: DriveCounts | undefined;
    const cost = await costOf(async () => {
      counts = await this.drive!.run();
    });
    return { ...counts!, cost };
  }

  async finish(): Promise<void> {
    await this.drive?.close();
    this.drive = undefined;
  }

  calibrate(): number {
    return calibrate();
  }

  close(): Promise<void> {
    return this.finish();
  }
}
