import { describe, expect, it } from 'vitest'
import type { ChannelConfig, FileView, FormView } from '../../shared/wire'
import { Attachments, channelLimits, type Limits } from './attachments'
import { Filling } from './filling'
import { Refused } from './http'
import './upload'

/** What is loaded later comes by more than promises that are settled. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 20))

const viewed = (id: string): FileView => {
  return { id, name: `${id}.txt`, media: 'text/plain', bytes: 3, width: null, height: null, url: '/f', deleted: false }
}

/** Uploads that end when the test says so. */
function shelf() {
  const ends: { stored(id: string): void; refused(code: string): void; gone(share: number): void }[] = []
  const dropped: string[] = []
  let stopped = 0
  let ids = 0
  const ports = {
    newId: () => `k${++ids}`,
    asVisitor: <T>(ask: (token: string) => Promise<T>) => ask('token'),
    files: {
      async upload(_token: string, _file: File, gone: (share: number) => void) {
        const { promise: done, resolve, reject } = later<FileView>()
        const refused = (code: string) => reject(new Refused({ code, message: '' }))
        ends.push({ gone, stored: (id) => resolve(viewed(id)), refused })
        return { done, stop: () => void stopped++ }
      },
      drop: async (_token: string, id: string) => void dropped.push(id),
      link: async () => ({ url: '' }),
    },
  }
  return { ports, ends, dropped, stops: () => stopped }
}

function later<T>() {
  let resolve = (_value: T) => {}
  let reject = (_cause: Error) => {}
  const promise = new Promise<T>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}

const file = (name: string, bytes = 3, type = 'text/plain') => new File(['x'.repeat(bytes)], name, { type })
const codes = ({ list }: Attachments) => list.value.map(({ error }) => error?.code ?? null)

describe('files that go along', () => {
  const limits: Limits = { files: 2, bytes: 10, accept: ['image/*', 'text/plain'] }

  it('are held against the limits before anything is sent', async () => {
    const { ports, ends } = shelf()
    const files = new Attachments(ports, () => limits)
    files.add([file('a', 11), file('b', 0), file('c', 3, 'video/mp4'), file('d'), file('e', 3, ''), file('f')])
    await settled()
    expect(codes(files)).toEqual(['too_large', 'empty', 'file_type_not_allowed', null, null, 'too_many_files'])
    expect(ends.length).toBe(2)
  })

  it('tell how far they have come, and are handed over once', async () => {
    const { ports, ends } = shelf()
    const files = new Attachments(ports, () => limits)
    files.add([file('a'), file('b')])
    await settled()
    ends[0]?.gone(0.5)
    expect([files.busy, files.list.value[0]?.gone]).toEqual([true, 0.5])
    ends[0]?.stored('f1')
    ends[1]?.refused('picture_unreadable')
    await settled()
    expect(files.busy).toBe(false)
    expect(files.take().map(({ id }) => id)).toEqual(['f1'])
    expect([files.take(), codes(files)]).toEqual([[], ['picture_unreadable']])
  })

  it('are tried again, stopped on their way, and taken back once they are there', async () => {
    const { ports, ends, dropped, stops } = shelf()
    const files = new Attachments(ports, () => limits)
    files.add([file('a'), file('b')])
    await settled()
    ends[0]?.refused('network')
    await settled()
    files.retry('k1')
    await settled()
    ends[2]?.stored('f1')
    await settled()
    expect(files.uploaded.map(({ id }) => id)).toEqual(['f1'])
    files.remove('k2')
    files.remove('k1')
    await settled()
    expect([stops(), dropped, files.list.value]).toEqual([1, ['f1'], []])
  })
})

describe('a form with files', () => {
  const form: FormView = {
    ...{ id: 'leave', locale: 'en', title: 'Leave', intro: null, submit: null, thanks: null },
    fields: [
      {
        ...{ id: 'plan', label: 'Plan', help: null, placeholder: null, required: true, shown_if: null },
        takes: { type: 'file', files: 2, file_bytes: 10, accept: [] },
      },
    ],
  }

  it('waits for them and sends their ids', async () => {
    const { ports, ends } = shelf()
    const filling = new Filling(ports)
    const told = () => filling.problems.value.map(({ code }) => code)
    const sent: object[] = []
    const send = () => filling.send(form, async ({ answers }) => sent.push(answers))
    await send()
    expect(told()).toEqual(['required'])
    const [field] = form.fields
    if (!field) throw new Error('the form has a field')
    filling.files(field).add([file('plan')])
    await send()
    expect(told()).toEqual(['uploading'])
    ends[0]?.stored('f1')
    await settled()
    await send()
    expect([sent, filling.files(field).list.value]).toEqual([[{ plan: ['f1'] }], []])
  })
})

it('a channel says what may be attached', () => {
  const config = (pictures: boolean, attachments: boolean, max_files = 5) =>
    ({
      features: { emoji: false, pictures, attachments },
      uploads: { max_files, max_file_bytes: 10 },
    }) as ChannelConfig
  expect(channelLimits(null)).toBe(null)
  expect(channelLimits(config(false, false))).toBe(null)
  expect(channelLimits(config(true, true, 0))).toBe(null)
  expect(channelLimits(config(true, false))).toEqual({ files: 5, bytes: 10, accept: ['image/*'] })
  expect(channelLimits(config(false, true))?.accept).toEqual([])
})
