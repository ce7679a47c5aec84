import { render, screen, within } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { cleanup } from '@testing-library/react'
import type { Event } from '@/api/client'
import { EventCost } from './EventCost'
import { EventTokens } from './tokens'
import { ReceiptLines } from './ReceiptLines'

afterEach(cleanup)

const event = (rest: Partial<Event>): Event =>
  ({
    id: 'e',
    request_id: 'r',
    attempt: 1,
    time: '2026-11-23T13:03:11.207Z',
    provider: 'anthropic',
    operation: 'chat',
    streamed: true,
    status: 'priced',
    ending: 'completed',
    usage_source: 'provider',
    pricing: 'priced',
    usage: {},
    cost: null,
    source: 'gateway',
    ...rest,
  }) as Event

describe('the cost of a request in a list', () => {
  it('has six decimals', () => {
    render(<EventCost event={event({ cost: '0.1093125' })} />)
    expect(document.body).toHaveProperty('textContent', '$0.109313')
  })

  it.each(['unpriced', 'unknown', 'interrupted'] as const)(
    '%s is a dash with its mark, never a zero',
    (status) => {
      render(<EventCost event={event({ status })} />)
      expect(document.body.textContent).toBe('—')
      expect(screen.getByRole('img', { name: status })).toBeDefined()
    },
  )

  it('estimated carries its mark beside the figure', () => {
    render(<EventCost event={event({ status: 'estimated', cost: '0.00794' })} />)
    expect(document.body.textContent).toBe('$0.007940')
    expect(screen.getByRole('img', { name: 'estimated' })).toBeDefined()
  })

  it('free is a counted nothing, and not billed says so', () => {
    render(<EventCost event={event({ cost: '0', pricing: 'free' })} />)
    expect(document.body.textContent).toBe('$0.000000')
    cleanup()
    render(<EventCost event={event({ status: 'not_billed' })} />)
    expect(document.body.textContent).toBe('not billed')
  })
})

describe('the tokens of a request in a list', () => {
  it('are unknown where nobody counted, and 0 where it was counted', () => {
    render(<EventTokens event={event({ usage_source: 'unknown' })} of="in" />)
    expect(document.body.textContent).toBe('unknown')
    cleanup()
    render(<EventTokens event={event({})} of="in" />)
    expect(document.body.textContent).toBe('0')
  })

  it('add up the classes of a column', () => {
    const usage = { output: 1044, reasoning: 6, cache_write_5m: 2, cache_write_1h: 3 } as Event['usage']
    render(<EventTokens event={event({ usage })} of="out" />)
    expect(document.body.textContent).toBe('1,050')
  })
})

describe('the receipt', () => {
  const lines = [
    { meter: 'input', quantity: '2184', unit_price: '5.5', amount: '0.012012' },
    { meter: 'cache_read', quantity: '48210', unit_price: '0.55', amount: '0.0265155' },
    { meter: 'web_search', quantity: '2', unit_price: '0.01', amount: '0.02' },
  ]
  const cellsOf = (name: RegExp) =>
    within(screen.getByRole('row', { name }))
      .getAllByRole('cell')
      .map((cell) => cell.textContent)

  it('shows quantity × unit price = amount, all amounts to the same depth', () => {
    render(<ReceiptLines event={event({ lines, cost: '0.0585275' })} />)
    expect(cellsOf(/^input/).slice(1)).toEqual(['2,184', '$5.50', '$0.0120120'])
    expect(cellsOf(/^cache_read/).slice(1)).toEqual(['48,210', '$0.55', '$0.0265155'])
    expect(cellsOf(/^web_search/).slice(1)).toEqual(['2', '$0.01 each', '$0.0200000'])
  })

  it('totals under a double rule what the lines add up to; tokens are summed without other units', () => {
    render(<ReceiptLines event={event({ lines, cost: '0.0585275' })} />)
    expect(cellsOf(/^total/)).toEqual(['total, USD', '50,394', '', '$0.0585275'])
    expect(screen.queryByText('stated without a line')).toBeNull()
  })

  it('names what the total holds beyond its lines', () => {
    render(<ReceiptLines event={event({ lines, cost: '0.06' })} />)
    expect(cellsOf(/^stated without a line/).at(-1)).toBe('$0.0014725')
  })

  it('lists the lines of further calls under their role, outside the tokens of the answer', () => {
    const sub_calls = [
      {
        model: 'm',
        role: 'advisor',
        usage: {} as Event['usage'],
        lines: [{ meter: 'output', quantity: '10', unit_price: '1', amount: '0.00001' }],
      },
    ]
    render(<ReceiptLines event={event({ lines, sub_calls, cost: '0.0585375' })} />)
    expect(cellsOf(/^advisor: output/).at(-1)).toBe('$0.0000100')
    expect(cellsOf(/^total/)[1]).toBe('50,394')
  })

  it('of an unpriced call keeps the quantities and puts no zero for the money', () => {
    const usage = { input: 8334, output: 1093 } as Event['usage']
    render(<ReceiptLines event={event({ status: 'unpriced', pricing: 'unpriced', usage })} />)
    expect(cellsOf(/^input/)).toEqual(['input', '8,334', '—', '—'])
    expect(cellsOf(/^total/)).toEqual(['total, USD', '9,427', '', '—'])
  })

  it('of an unknown call says that there is nothing to list', () => {
    render(<ReceiptLines event={event({ status: 'unknown', usage_source: 'unknown' })} />)
    expect(document.body.textContent).toContain('not known')
  })
})
