import { describe, expect, it } from 'vitest'
import type { Event } from '@/api/client'
import { matches, mergeEvents, newestFirst } from './match'
import { apiFilters, formatAddress, parseAddress, scopeSchema, type Scope } from './scope'

const scopeOf = (address: string) => scopeSchema.parse(parseAddress(address))

describe('the address', () => {
  it('leaves out what is the default', () => {
    expect(formatAddress(scopeSchema.parse({}))).toBe('')
  })

  it('reproduces what it was made from', () => {
    const scope: Scope = {
      ...scopeOf(''),
      range: 'custom',
      from: '2026-11-01',
      to: '2026-11-07',
      compare: 'off',
      group: 'team',
      metric: 'tokens',
      'f.model': ['gpt-5-mini', '1.5'],
      'f.team': [''],
      event: '019aaf3c',
    }
    expect(scopeOf(formatAddress(scope))).toEqual(scope)
  })

  it('reads what it does not understand as the default', () => {
    expect(scopeOf('?range=never&metric=cost&compare=x&tz=Mars/Olympus&f.model=a')).toEqual({
      ...scopeOf(''),
      'f.model': ['a'],
    })
  })

  it('keeps filters in the API’s names', () => {
    expect(apiFilters(scopeOf('?f.model=a&f.model=b&f.team='))).toEqual({ model: ['a', 'b'], team: [''] })
  })
})

describe('live events', () => {
  const event = (rest: Partial<Event>) =>
    ({ id: 'e', time: '2026-11-23T13:00:00Z', status: 'priced', ...rest }) as Event

  it('fit by the model that answered, else the one asked for', () => {
    const scope = scopeOf('?f.model=b')
    expect(matches(event({ request_model: 'a', response_model: 'b' }), scope)).toBe(true)
    expect(matches(event({ request_model: 'b' }), scope)).toBe(true)
    expect(matches(event({ request_model: 'b', response_model: 'a' }), scope)).toBe(false)
  })

  it('fit an empty value where they do not tell it', () => {
    expect(matches(event({}), scopeOf('?f.team='))).toBe(true)
    expect(matches(event({ team: 'x' }), scopeOf('?f.team='))).toBe(false)
  })

  it('must fit every filter, and the status', () => {
    const scope = scopeOf('?f.team=x&f.provider=openai')
    expect(matches(event({ team: 'x', provider: 'openai' }), scope)).toBe(true)
    expect(matches(event({ team: 'x', provider: 'gemini' }), scope)).toBe(false)
    expect(matches(event({ team: 'x', provider: 'openai' }), scope, 'unpriced')).toBe(false)
  })

  it('stand once, and what came live counts', () => {
    const live = [event({ id: 'a', status: 'priced' })]
    const read = [event({ id: 'a', status: 'unpriced' }), event({ id: 'b' })]
    expect(mergeEvents(live, read).map(({ id, status }) => [id, status])).toEqual([
      ['a', 'priced'],
      ['b', 'priced'],
    ])
  })

  it('are listed newest first, by id where they began together', () => {
    const rows = [event({ id: '1' }), event({ id: '2' }), event({ id: '0', time: '2026-11-23T14:00:00Z' })]
    expect(rows.sort(newestFirst).map(({ id }) => id)).toEqual(['0', '2', '1'])
  })
})
