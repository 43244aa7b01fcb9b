import { IsIn, IsInt, IsOptional, Min } from 'class-validator';

/** The context of `stock_management`. */
export class StockContext {
  /** Articles of which fewer pieces are there are low. */
  @IsInt() @Min(0) threshold: number;
  /** Default: all articles. */
  @IsOptional() @IsIn(['beauty', 'furniture', 'groceries']) category?: string;
}
