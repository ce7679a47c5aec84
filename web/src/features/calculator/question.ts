import { FIRST, MODELS } from './models'

/** What somebody asks. It lives in the address behind #, which a browser never sends. */
export interface Question {
  kind: 'text' | 'request'
  content: string
  model: string
  answerTokens: number
  callsADay: number
  cachedPercent: number
}

export const SAMPLE = `You are a claims assistant. Read the carrier's damage report and answer in JSON: {"liable": "carrier" | "shipper" | "unclear", "amount_eur": number}.

Report 2026-11-18: Container MSKU4471902 arrived in Rotterdam with water damage to 14 of 62 pallets. Temperaturschreiber zeigt keine Abweichung. The seal was intact. Declared value EUR 48,217.63.`

export const ASKED_FIRST: Question = {
  kind: 'text',
  content: SAMPLE,
  model: FIRST,
  answerTokens: 300,
  callsADay: 12_000,
  cachedPercent: 0,
}

/** Working days of a month. */
export const DAYS = 22

export function toFragment(question: Question): string {
  return (
    '#' +
    new URLSearchParams({
      kind: question.kind,
      model: question.model,
      answer: String(question.answerTokens),
      calls: String(question.callsADay),
      cached: String(question.cachedPercent),
      text: question.content,
    }).toString()
  )
}

/** What does not fit is as it was first. */
export function fromFragment(fragment: string): Question {
  const given = new URLSearchParams(fragment.replace(/^#/, ''))
  const whole = (name: string, most: number, otherwise: number) => {
    const text = given.get(name) ?? ''
    return /^\d{1,9}$/.test(text) ? Math.min(most, Number(text)) : otherwise
  }
  const model = given.get('model')
  return {
    kind: given.get('kind') === 'request' ? 'request' : 'text',
    content: given.get('text') ?? SAMPLE,
    model: MODELS.some((known) => known.model === model) ? model! : FIRST,
    answerTokens: whole('answer', 1_000_000, ASKED_FIRST.answerTokens),
    callsADay: whole('calls', 100_000_000, ASKED_FIRST.callsADay),
    cachedPercent: whole('cached', 100, ASKED_FIRST.cachedPercent),
  }
}
