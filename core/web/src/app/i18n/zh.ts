// The words of the pages, in Chinese. `Catalogue` makes a missing or a superfluous key an error of the type check.
import type { Catalogue } from './words'
import { chats } from './zh/chats'
import { console } from './zh/console'
import { everywhere } from './zh/everywhere'
import { reasons } from './zh/reasons'

export const zh: Catalogue = { ...everywhere, ...chats, ...reasons, ...console }
