// The texts around forms. They are apart from the others because most visitors never meet a form.
import type { Problem } from '../talk/answers'
import type { Language } from './words'

export interface FormWords {
  backToChat: string
  optional: string
  addFile: string
  addFiles: string
  choose: string
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
  formUploading: string
  formFiles: string
  formChanged: string
  formBlocked: string
  messageWaits: string
  startChat: string
}

const en: FormWords = {
  backToChat: 'Back to the chat',
  optional: '(optional)',
  addFile: 'Add a file',
  addFiles: 'Add files',
  choose: 'Please choose',
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
  formUploading: 'Please wait until the files are uploaded.',
  formFiles: 'Please look at the files: one of them cannot be taken.',
  formChanged: 'These questions have changed. Please look through them once more.',
  formBlocked: 'A chat cannot be started here right now.',
  messageWaits: 'Your message is sent as soon as this is filled in.',
  startChat: 'Start chat',
}

const zh: FormWords = {
  backToChat: '返回会话',
  optional: '（选填）',
  addFile: '添加文件',
  addFiles: '添加文件',
  choose: '请选择',
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
  formUploading: '请等待文件上传完成。',
  formFiles: '请检查文件，其中有的无法接收。',
  formChanged: '表单已更新，请重新核对。',
  formBlocked: '目前无法在此开始咨询。',
  messageWaits: '填写后将自动发送您的消息。',
  startChat: '开始咨询',
}

export const formCatalogue: Record<Language, FormWords> = { en, 'zh-CN': zh }

/** What is wrong with an answer, in the visitor's language; the form's own words where the rules have some. */
export function problemWord({ code, message, limit }: Problem, words: FormWords): string {
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
    case 'uploading':
      return words.formUploading
    case 'too_many_files':
    case 'unknown_file':
    case 'file_type_not_allowed':
    case 'too_large':
      return words.formFiles
    default:
      return message || words.formOther
  }
}
