// The words of the pages, in Chinese. `Catalogue` makes a missing or a superfluous key an error of the type check.
import type { Catalogue } from './words'
import { chats } from './zh/chats'
import { console } from './zh/console'
import { everywhere } from './zh/everywhere'

export const zh: Catalogue = { ...everywhere, ...chats, ...console }
