/** One line of the cart. */
export interface CartItem {
  readonly product_id: number;
  readonly quantity: number;
  /** Of one piece, as the customer saw it. */
  readonly price: number;
}

/** An order of the shop: the context of `process_order`. Amounts are in units of the currency. */
export interface OrderContext {
  readonly cart_items: readonly CartItem[];
  readonly payment_info: {
    readonly method?: 'credit_card' | 'debit_card' | 'paypal' | 'bank_transfer';
    readonly token?: string;
    readonly amount: number;
    readonly currency: 'USD' | 'EUR' | 'GBP';
  };
  readonly customer_info: { readonly email: string; readonly name: string; readonly tier: 'standard' | 'premium' | 'enterprise' };
  readonly shipping_info?: { readonly address: string };
  readonly priority: 'standard' | 'express' | 'overnight';
}

/** What the hook of the workflow adds to an order for the steps that treat it differently. */
export interface Handling {
  readonly express_processing: boolean;
  readonly premium_processing: boolean;
}

/** An order as `create_order` and `send_confirmation` read it from `step.inputs`. */
export type HandledOrder = OrderContext & Handling;
