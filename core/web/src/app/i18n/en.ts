// The words of the pages, in English. Every other language has exactly these keys.
import { chats } from './en/chats'
import { console } from './en/console'
import { everywhere } from './en/everywhere'

export const en = { ...everywhere, ...chats, ...console } as const
