/** The context of `order_processing`, as the schema of its file describes it. */
export interface CartOrder {
  readonly cart_id: number;
  readonly user_id?: number;
}
