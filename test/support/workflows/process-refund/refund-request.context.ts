import { IsIn, IsInt, IsNotEmpty, IsPositive, IsString, Matches } from 'class-validator';

/** What a customer wants back: the context of `customer_success/process_refund`. */
export class RefundRequest {
  @Matches(/^TKT-\d+$/) ticket_id: string;
  @IsString() @IsNotEmpty() customer_id: string;
  @IsIn(['standard', 'premium', 'basic']) customer_tier: 'standard' | 'premium' | 'basic' = 'standard';
  /** As the customer gave it: whether it can be one is for the payments team to say. */
  @IsString() @IsNotEmpty() payment_id: string;
  /** In the smallest unit of the currency. */
  @IsInt() @IsPositive() refund_amount: number;
  @IsString() @IsNotEmpty() refund_reason: string;
}
