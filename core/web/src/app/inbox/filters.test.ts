import { describe, expect, it } from 'vitest'
import { queryOf, stepsOf } from './filters'

const li = { id: 'li', name: 'Li' }
const mia = { id: 'mia', role: 'agent' } as const

describe('the steps of a left message', () => {
  it('begin with taking it', () => {
    const steps = stepsOf({ status: 'open', agent: null }, mia)
    expect(steps).toMatchObject({ take: true, answer: false, giveBack: false, done: true, reopen: false })
  })
  it('are its taker’s, and a supervisor’s to take over', () => {
    expect(stepsOf({ status: 'taken', agent: li }, { ...mia, id: 'li' })).toMatchObject({
      answer: true,
      giveBack: true,
    })
    expect(Object.values(stepsOf({ status: 'taken', agent: li }, mia))).not.toContain(true)
    expect(stepsOf({ status: 'taken', agent: li }, { id: 'sue', role: 'supervisor' })).toMatchObject({
      takeOver: true,
      answer: false,
    })
  })
  it('end with opening it again', () => {
    expect(stepsOf({ status: 'done', agent: null }, mia)).toMatchObject({ reopen: true, done: false })
  })
})

it('one’s own are those that one has', () => {
  expect(queryOf('mine', 'li')).toEqual({ status: 'taken', agent: 'li' })
  expect(queryOf('all', 'li')).toEqual({})
})
