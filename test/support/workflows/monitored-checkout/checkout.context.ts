import type { JsonSchema } from 'nestjs-tasker';

/** What is bought: the context of `monitored_checkout`. Amounts are in units of the currency. */
export interface Checkout {
  readonly cart_items: readonly { readonly product_id: number; readonly quantity: number; readonly price: number }[];
  readonly customer: { readonly email: string };
  readonly payment: { readonly token: string };
}

/** The same for the engine. */
export const CHECKOUT_SCHEMA: JsonSchema = {
  type: 'object',
  required: ['cart_items', 'customer', 'payment'],
  properties: {
    cart_items: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['product_id', 'quantity', 'price'],
        properties: { product_id: { type: 'integer' }, quantity: { type: 'integer', minimum: 1 }, price: { type: 'number', minimum: 0 } },
      },
    },
    customer: { type: 'object', required: ['email'], properties: { email: { type: 'string', format: 'email' } } },
    payment: { type: 'object', required: ['token'], properties: { token: { type: 'string', minLength: 1 } } },
  },
};
