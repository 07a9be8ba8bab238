// The texts of what few chats have. They come with it.
import type { Language } from './words'

export interface SeldomWords {
  endQuestion: string
  endNo: string
  endYes: string
  answersLeft: (when: string) => string
  signIn: string
}

const en: SeldomWords = {
  endQuestion: 'End this chat?',
  endNo: 'Keep chatting',
  endYes: 'End chat',
  answersLeft: (when) => `In answer to the message you left on ${when}`,
  signIn: 'Please sign in to chat.',
}

const zh: SeldomWords = {
  endQuestion: '要结束本次会话吗？',
  endNo: '继续聊天',
  endYes: '结束会话',
  answersLeft: (when) => `回复您在 ${when} 的留言`,
  signIn: '请先登录后再咨询。',
}

export const seldomCatalogue: Readonly<Record<Language, SeldomWords>> = { en, 'zh-CN': zh }
