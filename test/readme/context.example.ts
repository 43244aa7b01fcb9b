// #region context
import { Type } from 'class-transformer';
import { IsInt, IsPositive, IsString, Min, ValidateNested } from 'class-validator';
import { StepHandler, TaskHandler, type StepExecution } from 'nestjs-tasker';

class Item {
  @IsString() sku!: string;
  @IsInt() @Min(1) quantity = 1; // stored when the request leaves it out
}

class Basket {
  @ValidateNested({ each: true }) @Type(() => Item) items!: Item[];
  @IsPositive() total!: number;
}

class Receipt {
  @IsString() number!: string;
}

@TaskHandler({ namespace: 'shop', name: 'checkout', context: Basket })
export class Checkout {
  @StepHandler({ result: Receipt }) // checked before it is stored
  pay({ task }: StepExecution<Basket>) {
    return { number: `R-${task.context.items.length}-${task.context.total}` };
  }
}
// #endregion
