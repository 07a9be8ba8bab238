// The texts around files that are chosen. They come with the first file.
import type { ApiError } from '../../shared/wire'
import { fileSize } from './dates'
import type { Language } from './words'

export interface FileWords {
  removeFile: (name: string) => string
  uploading: (name: string) => string
  filesAdded: string
  fileTooLarge: (limit: string) => string
  fileTooMany: (limit: string) => string
  fileKind: string
  fileEmpty: string
  filePicture: string
  filePictureLarge: string
  fileFailed: string
  fileBusy: string
}

const en: FileWords = {
  removeFile: (name) => `Remove ${name}`,
  uploading: (name) => `Uploading ${name}`,
  filesAdded: 'Files to send',
  fileTooLarge: (limit) => `Larger than ${limit}`,
  fileTooMany: (limit) => `At most ${limit} at a time`,
  fileKind: 'Files of this kind cannot be sent here',
  fileEmpty: 'This file is empty',
  filePicture: 'This picture cannot be read',
  filePictureLarge: 'This picture has too many pixels',
  fileFailed: 'Not uploaded',
  fileBusy: 'Not uploaded: too many at once',
}

const zh: FileWords = {
  removeFile: (name) => `移除 ${name}`,
  uploading: (name) => `正在上传 ${name}`,
  filesAdded: '待发送的文件',
  fileTooLarge: (limit) => `超过 ${limit}`,
  fileTooMany: (limit) => `一次最多 ${limit} 个`,
  fileKind: '此处不能发送此类文件',
  fileEmpty: '文件为空',
  filePicture: '无法读取此图片',
  filePictureLarge: '图片尺寸过大',
  fileFailed: '上传失败',
  fileBusy: '上传过于频繁，请稍候',
}

export const fileCatalogue: Record<Language, FileWords> = { en, 'zh-CN': zh }

/** Why a file is not uploaded. */
export function fileWord(
  { code, limit }: Pick<ApiError, 'code' | 'limit'>,
  words: FileWords,
  language: Language,
): string {
  switch (code) {
    case 'too_large':
      return limit === undefined ? words.fileFailed : words.fileTooLarge(fileSize(limit, language))
    case 'too_many_files':
      return limit === undefined ? words.fileFailed : words.fileTooMany(String(limit))
    case 'file_type_not_allowed':
      return words.fileKind
    case 'empty':
      return words.fileEmpty
    case 'picture_unreadable':
      return words.filePicture
    case 'picture_too_large':
      return words.filePictureLarge
    case 'busy':
    case 'rate_limited':
      return words.fileBusy
    default:
      return words.fileFailed
  }
}
