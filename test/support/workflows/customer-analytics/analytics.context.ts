import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsDefined, IsIn, IsInt, IsString, Matches, Min, ValidateNested } from 'class-validator';

/** Days, both included. That they are days, in this order, is checked by the steps that extract. */
export class DateRange {
  @IsString() start_date: string;
  @IsString() end_date: string;
}

/** What the data must offer before anything is computed of it. */
export class QualityThresholds {
  @IsInt() @Min(0) min_orders: number = 1;
  @IsInt() @Min(0) min_users: number = 1;
}

/** What is to be analysed: the context of `customer_analytics`. */
export class AnalyticsContext {
  @IsDefined() @ValidateNested() @Type(() => DateRange) date_range: DateRange;
  /** True: data is read anew, not from the platform's cache. */
  @IsBoolean() force_refresh: boolean = false;
  @IsArray() @Matches(/^[#@][\w-]+$/, { each: true }) notification_channels: string[] = ['#data-team'];
  @IsIn(['standard', 'high_memory', 'distributed']) processing_mode: 'standard' | 'high_memory' | 'distributed' = 'standard';
  @ValidateNested() @Type(() => QualityThresholds) quality_thresholds: QualityThresholds = new QualityThresholds();
}
