// Every text of the window itself. What the company says (titles, greetings, prompts) comes from the server.

export interface Words {
  close: string
  endChat: string
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
  blocked: string
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
  yourTime: (time: string) => string
  back: (time: string) => string
  backTomorrow: (time: string) => string
  backOn: (time: string, day: string) => string
  leaveMessage: string
  nowBusy: string
  nowWaiting: string
  nowUnmatched: string
  nowClosed: string
  opensInNewTab: string
  attach: string
  fileUnsendable: string
  takeBack: string
  tooLate: string
  notTakenBack: string
}

const en: Words = {
  close: 'Close chat window',
  endChat: 'End chat',
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
  blocked: 'You cannot write here at the moment.',
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
  yourTime: (time) => `${time} your time`,
  back: (time) => `Back at ${time}`,
  backTomorrow: (time) => `Back at ${time} tomorrow`,
  backOn: (time, day) => `Back at ${time} on ${day}`,
  leaveMessage: 'Leave a message',
  nowBusy: 'Everyone is busy right now. You are in line, and the next free colleague answers here.',
  nowWaiting: 'Nobody is online at the moment. Your message is kept, and we answer here as soon as we are back.',
  nowUnmatched: 'We are finding the right person for you.',
  nowClosed: 'This chat has ended. Write again whenever you like.',
  opensInNewTab: 'opens in a new tab',
  attach: 'Add files',
  fileUnsendable: 'A file of this message can no longer be sent',
  takeBack: 'Take back',
  tooLate: 'Too late to take this back',
  notTakenBack: 'This could not be taken back',
}

const zh: Words = {
  close: '关闭聊天窗口',
  endChat: '结束会话',
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
  blocked: '您目前无法在此发送消息。',
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
  yourTime: (time) => `当地时间 ${time}`,
  back: (time) => `今天 ${time} 恢复服务`,
  backTomorrow: (time) => `明天 ${time} 恢复服务`,
  backOn: (time, day) => `${day} ${time} 恢复服务`,
  leaveMessage: '留言',
  nowBusy: '客服人员正忙，您已在排队，稍后会在此回复您。',
  nowWaiting: '目前没有客服在线。您的消息已保留，客服上线后会在此回复您。',
  nowUnmatched: '正在为您安排合适的客服。',
  nowClosed: '本次会话已结束，需要时可随时继续发消息。',
  opensInNewTab: '在新标签页中打开',
  attach: '添加文件',
  fileUnsendable: '此消息中的文件已无法发送',
  takeBack: '撤回',
  tooLate: '已超过可撤回的时间',
  notTakenBack: '未能撤回',
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
