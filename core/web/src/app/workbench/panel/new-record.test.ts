import { describe, expect, it } from 'vitest'
import type { ObjectView, VisitorLinksView, WorkbenchView } from '../../../shared/openapi'
import { beginning, fieldsToFill, relationsToFill } from './new-record'

const field = (id: string, type: string) => ({ id, label: id, type, options: [] })
const contact: ObjectView = {
  id: 'contact',
  name: 'Contact',
  api_name: 'ContactObj',
  fields: [field('full_name', 'text'), field('phone', 'phone'), field('code', 'text'), field('owner', 'agent')],
  name_field: 'full_name',
  owner_field: 'owner',
  match_keys: [],
  relations: [{ id: 'account', object: 'account', label: 'Account', many: false }],
}
const record = (object: string, id: string) => ({ object, id, name: id })
const links = {
  visitor: record('visitor', 'v'),
  links: [{ record: record('contact', 'c') }, { record: record('account', 'a') }],
} as VisitorLinksView
const shown = {
  sections: [
    {
      object: 'visitor',
      fields: [
        { label: '', type: 'phone', field: 'phone', editable: false },
        { label: '', type: 'integer', field: 'code', editable: false },
      ],
      records: [
        { id: 'other', version: '1', values: ['+1', 1] },
        { id: 'v', version: '1', values: ['+49', 2] },
      ],
    },
  ],
} as unknown as WorkbenchView

describe('a record made by hand', () => {
  it("begins with what the visitor's own record has under the same name and type", () => {
    expect(beginning(contact, ' Mia ', links, shown)).toEqual({ phone: '+49', full_name: 'Mia' })
    expect(beginning(contact, null, links, undefined)).toEqual({})
    const order = { ...contact, fields: [field('subject', 'text')], name_field: 'subject' }
    expect(beginning(order, 'Mia', links, shown)).toEqual({})
  })

  it('asks for no owner, and leads to what is linked', () => {
    expect(fieldsToFill(contact).map(({ id }) => id)).toEqual(['full_name', 'phone', 'code'])
    expect(relationsToFill(contact, links)).toEqual([
      { id: 'account', label: 'Account', records: [record('account', 'a')] },
    ])
  })
})
