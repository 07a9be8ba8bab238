// Every text of the window itself. What the company says (titles, greetings, prompts) comes from the server.
import type { Problem } from '../talk/answers'

export interface Words {
  close: string
  endChat: string
  endQuestion: string
  endNo: string
  endYes: string
  conversation: string
  writeMessage: string
  send: string
  charactersLeft: (count: number) => string
  charactersOver: (count: number) => string
  you: string
  system: string
  sending: string
  sent: string
  got: string
  read: string
  notSent: string
  tooLong: string
  retry: string
  discard: string
  loadEarlier: string
  newMessages: string
  unread: (count: number) => string
  today: string
  yesterday: string
  connecting: string
  reconnecting: string
  notHere: string
  unreachable: string
  assigned: (agent: string) => string
  closedByAgent: string
  notHeld: string
  closedByVisitor: string
  closedIdle: string
  closedLeft: string
  transferred: string
  reopened: string
  recalled: string
  answering: (agent: string) => string
  fileGone: string
  place: (place: number, length: number) => string
  wait: (minutes: number) => string
  back: (time: string) => string
  backTomorrow: (time: string) => string
  backOn: (time: string, day: string) => string
  leaveMessage: string
  backToChat: string
  optional: string
  choose: string
  noFiles: string
  thanks: string
  checkFields: (count: number) => string
  nowAnswering: string
  formFailed: string
  formRequired: string
  formTooLong: (limit: string) => string
  formTooShort: (limit: string) => string
  formEmail: string
  formPhone: string
  formNumber: string
  formWhole: string
  formBelow: (limit: string) => string
  formAbove: (limit: string) => string
  formDate: string
  formBefore: (limit: string) => string
  formAfter: (limit: string) => string
  formConsent: string
  formOther: string
  nowBusy: string
  nowWaiting: string
  nowUnmatched: string
  nowClosed: string
  opensInNewTab: string
}

const en: Words = {
  close: 'Close chat window',
  endChat: 'End chat',
  endQuestion: 'End this chat?',
  endNo: 'Keep chatting',
  endYes: 'End chat',
  conversation: 'Conversation',
  writeMessage: 'Write a message…',
  send: 'Send',
  charactersLeft: (count) => (count === 1 ? '1 character left' : `${count} characters left`),
  charactersOver: (count) => (count === 1 ? '1 character too many' : `${count} characters too many`),
  you: 'You',
  system: 'Automatic message',
  sending: 'Sending…',
  sent: 'Sent',
  got: 'Delivered',
  read: 'Read',
  notSent: 'Not sent',
  tooLong: 'Too long to send',
  retry: 'Try again',
  discard: 'Delete',
  loadEarlier: 'Loading earlier messages…',
  newMessages: 'New messages',
  unread: (count) => (count === 0 ? '' : count === 1 ? '1 unread message' : `${count} unread messages`),
  today: 'Today',
  yesterday: 'Yesterday',
  connecting: 'Connecting…',
  reconnecting: 'Connection lost. Reconnecting…',
  notHere: 'This chat is not available on this page.',
  unreachable: 'We can’t be reached right now. Your message is kept and sent as soon as we can.',
  assigned: (agent) => `${agent} joined the chat`,
  closedByAgent: 'The chat was ended by our team',
  notHeld: 'Nobody can answer right now',
  closedByVisitor: 'You ended the chat',
  closedIdle: 'The chat was closed because nobody wrote for a while',
  closedLeft: 'You left a message',
  transferred: 'Somebody else takes over',
  reopened: 'The chat goes on',
  recalled: 'Message taken back',
  answering: (agent) => `${agent} is writing…`,
  fileGone: 'no longer kept',
  place: (place, length) => `You are number ${place} of ${length}`,
  wait: (minutes) =>
    minutes <= 1
      ? 'about a minute'
      : minutes < 90
        ? `about ${minutes} minutes`
        : `about ${Math.round(minutes / 60)} hours`,
  back: (time) => `Back at ${time}`,
  backTomorrow: (time) => `Back at ${time} tomorrow`,
  backOn: (time, day) => `Back at ${time} on ${day}`,
  leaveMessage: 'Leave a message',
  backToChat: 'Back to the chat',
  optional: '(optional)',
  choose: 'Please choose',
  noFiles: 'Files cannot be added here.',
  thanks: 'Thank you. We have your message.',
  checkFields: (count) =>
    count === 1 ? 'Please look at the field marked above.' : `Please look at the ${count} fields marked above.`,
  nowAnswering: 'Somebody answers you right now. Go back to the chat to write there.',
  formFailed: 'This could not be sent. Please try again in a moment.',
  formRequired: 'Please fill this in.',
  formTooLong: (limit) => `Please write at most ${limit} characters.`,
  formTooShort: (limit) => `Please write at least ${limit} characters.`,
  formEmail: 'Please write an address such as mia@example.com.',
  formPhone: 'Please write a number such as +49 30 1234567.',
  formNumber: 'Please write a number.',
  formWhole: 'Please write a whole number.',
  formBelow: (limit) => `Please write a number from ${limit} on.`,
  formAbove: (limit) => `Please write a number up to ${limit}.`,
  formDate: 'Please choose a day.',
  formBefore: (limit) => `The first day that fits is ${limit}.`,
  formAfter: (limit) => `The last day that fits is ${limit}.`,
  formConsent: 'Please tick this box.',
  formOther: 'This does not fit.',
  nowBusy: 'Everyone is busy right now. You are in line, and the next free colleague answers here.',
  nowWaiting: 'Nobody is online at the moment. Your message is kept, and we answer here as soon as we are back.',
  nowUnmatched: 'We are finding the right person for you.',
  nowClosed: 'This chat has ended. Write again whenever you like.',
  opensInNewTab: 'opens in a new tab',
}

const zh: Words = {
  close: '关闭聊天窗口',
  endChat: '结束会话',
  endQuestion: '要结束本次会话吗？',
  endNo: '继续聊天',
  endYes: '结束会话',
  conversation: '会话内容',
  writeMessage: '请输入消息…',
  send: '发送',
  charactersLeft: (count) => `还可输入 ${count} 个字`,
  charactersOver: (count) => `超出 ${count} 个字`,
  you: '您',
  system: '自动消息',
  sending: '发送中…',
  sent: '已发送',
  got: '已送达',
  read: '已读',
  notSent: '未发送',
  tooLong: '内容过长，无法发送',
  retry: '重试',
  discard: '删除',
  loadEarlier: '正在加载更早的消息…',
  newMessages: '有新消息',
  unread: (count) => (count === 0 ? '' : `${count} 条未读消息`),
  today: '今天',
  yesterday: '昨天',
  connecting: '正在连接…',
  reconnecting: '连接已断开，正在重新连接…',
  notHere: '此页面暂不提供在线咨询。',
  unreachable: '暂时无法连接。您的消息已保留，恢复后会自动发送。',
  assigned: (agent) => `${agent} 已加入会话`,
  closedByAgent: '客服已结束本次会话',
  notHeld: '目前无法接待',
  closedByVisitor: '您已结束本次会话',
  closedIdle: '由于一段时间没有新消息，会话已关闭',
  closedLeft: '您已留言',
  transferred: '将由其他客服继续接待',
  reopened: '会话继续',
  recalled: '消息已撤回',
  answering: (agent) => `${agent} 正在输入…`,
  fileGone: '已不再保存',
  place: (place, length) => `您排在第 ${place} 位，共 ${length} 人`,
  wait: (minutes) =>
    minutes < 90 ? `约需等待 ${Math.max(1, minutes)} 分钟` : `约需等待 ${Math.round(minutes / 60)} 小时`,
  back: (time) => `今天 ${time} 恢复服务`,
  backTomorrow: (time) => `明天 ${time} 恢复服务`,
  backOn: (time, day) => `${day} ${time} 恢复服务`,
  leaveMessage: '留言',
  backToChat: '返回会话',
  optional: '（选填）',
  choose: '请选择',
  noFiles: '此处暂不能添加文件。',
  thanks: '谢谢，我们已收到您的留言。',
  checkFields: (count) => `请检查上面标出的 ${count} 处内容。`,
  nowAnswering: '客服正在为您服务，请返回会话继续。',
  formFailed: '暂时无法发送，请稍后重试。',
  formRequired: '请填写此项。',
  formTooLong: (limit) => `最多可输入 ${limit} 个字。`,
  formTooShort: (limit) => `请至少输入 ${limit} 个字。`,
  formEmail: '请输入邮箱地址，例如 mia@example.com。',
  formPhone: '请输入电话号码，例如 +49 30 1234567。',
  formNumber: '请输入数字。',
  formWhole: '请输入整数。',
  formBelow: (limit) => `请输入不小于 ${limit} 的数字。`,
  formAbove: (limit) => `请输入不大于 ${limit} 的数字。`,
  formDate: '请选择日期。',
  formBefore: (limit) => `最早可选 ${limit}。`,
  formAfter: (limit) => `最晚可选 ${limit}。`,
  formConsent: '请勾选此项。',
  formOther: '此项内容不符合要求。',
  nowBusy: '客服人员正忙，您已在排队，稍后会在此回复您。',
  nowWaiting: '目前没有客服在线。您的消息已保留，客服上线后会在此回复您。',
  nowUnmatched: '正在为您安排合适的客服。',
  nowClosed: '本次会话已结束，需要时可随时继续发消息。',
  opensInNewTab: '在新标签页中打开',
}

export const catalogue = { en, 'zh-CN': zh }

export type Language = keyof typeof catalogue

/** The visitor's language where we speak it, else that of the channel's texts, else English. */
export function languageOf(wanted: string, texts: string | undefined): Language {
  return spoken(wanted) ?? spoken(texts ?? '') ?? 'en'
}

function spoken(locale: string): Language | null {
  if (/^zh\b/i.test(locale)) return 'zh-CN'
  return /^en\b/i.test(locale) ? 'en' : null
}

/** What is wrong with an answer, in the visitor's language; the form's own words where the rules have some. */
export function problemWord({ code, message, limit }: Problem, words: Words): string {
  const bound = String(limit ?? '')
  switch (code) {
    case 'required':
      return words.formRequired
    case 'too_long':
      return words.formTooLong(bound)
    case 'too_short':
      return words.formTooShort(bound)
    case 'not_an_email':
      return words.formEmail
    case 'not_a_phone':
      return words.formPhone
    case 'not_a_number':
      return words.formNumber
    case 'not_whole':
      return words.formWhole
    case 'below':
      return words.formBelow(bound)
    case 'above':
      return words.formAbove(bound)
    case 'not_a_date':
      return words.formDate
    case 'before':
      return words.formBefore(bound)
    case 'after':
      return words.formAfter(bound)
    case 'consent_required':
      return words.formConsent
    default:
      return message || words.formOther
  }
}
