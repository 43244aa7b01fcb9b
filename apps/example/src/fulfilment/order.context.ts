import { Type } from 'class-transformer';
import {
  ArrayNotEmpty,
  IsArray,
  IsEmail,
  IsInt,
  IsISO31661Alpha2,
  IsISO4217CurrencyCode,
  IsISO8601,
  IsNotEmpty,
  IsString,
} from 'class-validator';
import { Matches, Max, Min, ValidateNested } from 'class-validator';

/** Who ordered. */
export class Customer {
  @IsString() @IsNotEmpty() name: string;
  @IsEmail() email: string;
}

/** Where the parcel goes. */
export class ShippingAddress {
  @IsString() @IsNotEmpty() street: string;
  @IsString() @IsNotEmpty() postalCode: string;
  @IsString() @IsNotEmpty() city: string;
  /** ISO 3166-1, two letters. */
  @IsISO31661Alpha2() country: string;
}

/** One line of an order. */
export class OrderItem {
  @Matches(/^[A-Z]{3}-\d{4}-[A-Z]{2}$/) sku: string;
  @IsString() @IsNotEmpty() name: string;
  @IsInt() @Min(1) @Max(100) quantity: number;
  /** In the smallest unit of the currency. */
  @IsInt() @Min(0) unitPrice: number;
}

/** How the order is paid: a token that the payment gateway gave for a card. */
export class Payment {
  @Matches(/^tok_[a-z0-9_]+$/) cardToken: string;
}

/** An order, as the shop sends it: the context of the task `process_order`. */
export class OrderContext {
  @Matches(/^ORD-\d{4,}(-\d+)?$/) orderId: string;
  @IsISO8601() placedAt: string;
  /** ISO 4217, three letters. */
  @IsISO4217CurrencyCode() currency: string;
  @ValidateNested() @Type(() => Customer) @IsNotEmpty() customer: Customer;
  @ValidateNested() @Type(() => ShippingAddress) @IsNotEmpty() shippingAddress: ShippingAddress;
  @IsArray() @ArrayNotEmpty() @ValidateNested({ each: true }) @Type(() => OrderItem) items: OrderItem[];
  /** What the customer agreed to pay, in the smallest unit of the currency. */
  @IsInt() @Min(0) total: number;
  @ValidateNested() @Type(() => Payment) @IsNotEmpty() payment: Payment;
}
