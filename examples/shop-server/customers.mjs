// The customers of the example shop, all made up. Their passwords stand here, and on the page that asks for them, because
// nobody can lose anything by it. A real shop keeps a slow hash of each, and shows none.

export const customers = [
  {
    customer_number: 'L-1042',
    full_name: 'Anna Keller',
    email: 'anna.keller@post.example',
    phone: '+49 30 5550142',
    password: 'halo-and-fern',
    level: 'Gold',
    orders: [
      { number: '20261', what: 'Arc floor lamp', when: '16 November', state: 'On its way' },
      { number: '19874', what: 'Two Fern table lamps', when: '2 September', state: 'Delivered' },
    ],
  },
  {
    customer_number: 'L-2077',
    full_name: 'Zhang San',
    email: 'zhang.san@post.example',
    phone: '+86 159 1234 5678',
    password: 'ember-at-night',
    level: 'Standard',
    orders: [{ number: '20302', what: 'Ember lantern', when: '19 November', state: 'Being packed' }],
  },
  {
    customer_number: 'B-0315',
    full_name: 'Priya Nair',
    email: 'priya.nair@harbour-hotels.example',
    phone: '+44 20 7946 0315',
    password: 'sixty-lobbies',
    level: 'Business',
    company: 'Harbour Hotels',
    orders: [{ number: '20117', what: '120 Halo pendants', when: '12 October', state: 'In the workshop' }],
  },
]

/** The customer with this address and password; nothing where either is wrong. */
export function customerOf(email, password) {
  return customers.find((one) => one.email === email.trim().toLowerCase() && one.password === password)
}
