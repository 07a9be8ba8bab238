import { describe, expect, it } from 'vitest'
import { Outbox } from './outbox'
import { channelStorage, memoryArea } from './storage'

const message = (client_id: string, at_ms = 0) => ({ client_id, text: client_id, session: null, at_ms })

describe('storage', () => {
  it('keeps channels apart and survives a browser that forbids writing', () => {
    const area = memoryArea()
    channelStorage('mall', area).setToken('t')
    expect(channelStorage('mall', area).token()).toBe('t')
    expect(channelStorage('official', area).token()).toBeNull()

    const full = channelStorage('mall', {
      ...memoryArea(),
      setItem() {
        throw new DOMException('full', 'QuotaExceededError')
      },
    })
    full.setDraft('text')
    expect(full.draft()).toBe('')
  })

  it('gives a new window what a closed one left, in order, and nothing of one that lives', async () => {
    const storage = channelStorage('mall', memoryArea())
    const gone = new Outbox(storage, 'gone')
    gone.add(message('second', 2))
    gone.add(message('first', 1))
    new Outbox(storage, 'living').add(message('other'))
    const locks = {
      request: async (name: string, _options: unknown, run: (lock: object | null) => boolean) =>
        run(name === 'usher:tab:gone' ? {} : null),
    } as unknown as LockManager

    const fresh = new Outbox(storage, 'fresh')
    await fresh.adopt(locks)
    expect(fresh.list.value.map(({ client_id }) => client_id)).toEqual(['first', 'second'])
    fresh.remove('first')
    expect(storage.unsent().map(({ client_id }) => client_id)).toEqual(['other', 'second'])
  })

  it('ignores what it did not write', () => {
    const area = memoryArea()
    area.setItem('usher:mall:unsent:x', '{broken')
    area.setItem('usher:mall:unsent:y', '{"text":1}')
    expect(channelStorage('mall', area).unsent()).toEqual([])
  })
})
