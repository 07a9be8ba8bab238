import { describe, expect, it } from 'vitest'
import { linkify } from './linkify'

function check(text: string, links: [text: string, href: string][]) {
  const tokens = linkify(text)
  expect(tokens.map((token) => token.text).join('')).toBe(text)
  expect(tokens.flatMap((token) => (token.kind === 'link' ? [[token.text, token.href]] : []))).toEqual(links)
}

describe('linkify', () => {
  it('finds addresses and leaves the sentence around them alone', () => {
    check('See https://a.example/b?c=d.', [['https://a.example/b?c=d', 'https://a.example/b?c=d']])
    check('(at www.a.example)', [['www.a.example', 'https://www.a.example/']])
    check('https://a.example/x_(y) and', [['https://a.example/x_(y)', 'https://a.example/x_(y)']])
    check('请看https://a.example/灯，谢谢', [['https://a.example/灯', 'https://a.example/%E7%81%AF']])
    check('write to li.na+x@a.example!', [['li.na+x@a.example', 'mailto:li.na+x@a.example']])
    check('two: http://a.example http://b.example', [
      ['http://a.example', 'http://a.example/'],
      ['http://b.example', 'http://b.example/'],
    ])
  })

  it('links nothing that could run or mislead', () => {
    for (const text of [
      'javascript:alert(1)',
      'data:text/html,<script>alert(1)</script>',
      'vbscript:x file:///etc/passwd',
      'https://',
      'mailto:',
      '<img src=x onerror=alert(1)>',
      'plain words, 3.14 and e.g. this',
    ]) {
      check(text, [])
    }
  })

  it('keeps every character of any text, and stays fast on hostile ones', () => {
    for (const text of [
      '',
      '\n\n',
      'a'.repeat(20_000),
      `${'('.repeat(5_000)}https://a.example${')'.repeat(5_000)}`,
      '@.@.@'.repeat(2_000),
    ]) {
      expect(
        linkify(text)
          .map((token) => token.text)
          .join(''),
      ).toBe(text)
    }
  })
})
