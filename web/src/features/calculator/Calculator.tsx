import { useEffect, useMemo, useState } from 'react'
import { Logo } from '@/components/figures/icons'
import { Panel } from '@/components/panel'
import { Segmented } from '@/components/ui/segmented'
import { Decimal } from '@/lib/decimal'
import { DASH, quantity } from '@/lib/format'
import { Comparison, priced, type Priced } from './Comparison'
import { Cost } from './Cost'
import { MODELS } from './models'
import { Prompt } from './Prompt'
import { fromFragment, toFragment, type Question } from './question'
import { counted, sureness } from './Sureness'
import { readable, useCounts } from './useCounts'

const KINDS = [
  ['text', 'Text'],
  ['request', 'Messages'],
] as const

/** The token calculator: open to everybody, and keeps nothing. */
export function Calculator() {
  const [question, setQuestion] = useState<Question>(() => fromFragment(location.hash))
  const [told, setTold] = useState('')
  const change = (part: Partial<Question>) => {
    setTold('')
    setQuestion((before) => ({ ...before, ...part }))
  }
  useEffect(() => {
    document.title = 'Token calculator · Meterr'
    const read = () => setQuestion(fromFragment(location.hash))
    addEventListener('hashchange', read)
    return () => removeEventListener('hashchange', read)
  }, [])

  const counts = useCounts(question)
  const rows = useMemo(() => priced(counts.data?.answer.models ?? [], question), [counts.data, question])
  const chosen = rows.find((row) => row.count.model === question.model)
  const copy = (text: string, said: string) => {
    navigator.clipboard.writeText(text).then(
      () => setTold(said),
      () => setTold('The browser did not let it be copied.'),
    )
  }
  const copyLink = () => {
    history.replaceState(null, '', toFragment(question))
    copy(location.href, 'Link copied. It holds the prompt.')
  }

  return (
    <div className="mx-auto max-w-[1240px] px-4 md:px-8">
      <Top />
      <main>
        <h1 className="mt-2 text-[28px]/[35px] tracking-[-0.025em] md:mt-5 md:text-[34px]/[42px]">
          What will this prompt cost?
        </h1>
        <p className="mt-1.5 text-[16px]/[26px] text-ink-2">
          Paste a prompt. It is counted on this server and not kept.
        </p>
        <div className="mt-7 grid gap-6 xl:grid-cols-[minmax(0,1fr)_500px]">
          <Panel className="flex flex-col">
            <div className="flex flex-wrap items-center gap-2.5 border-b border-line px-3 py-2">
              <Segmented
                label="What to count"
                options={KINDS}
                value={question.kind}
                onChange={(kind) => change({ kind })}
              />
              <span className="flex-1" />
              <label htmlFor="model" className="text-ink-3 max-md:sr-only">
                {question.kind === 'text' ? 'Show tokens of' : 'Count for'}
              </label>
              <select
                id="model"
                value={question.model}
                onChange={(event) => change({ model: event.target.value })}
                className="h-7 rounded-s border border-line bg-surface px-2 font-medium"
              >
                {MODELS.map(({ model }) => (
                  <option key={model}>{model}</option>
                ))}
              </select>
            </div>
            <Prompt
              label={question.kind === 'text' ? 'Prompt' : 'Request'}
              text={question.content}
              countedText={question.kind === 'text' ? (counts.data?.content ?? '') : ''}
              ends={counts.data?.answer.boundaries?.ends ?? NONE}
              onChange={(content) => change({ content })}
            />
            <Trouble question={question} error={counts.error} />
            <Measures question={question} chosen={chosen} stale={counts.isFetching} />
          </Panel>
          <Cost chosen={chosen} question={question} onChange={change} />
        </div>
        <Comparison
          rows={rows}
          question={question}
          onModel={(model) => change({ model })}
          onCopyLink={copyLink}
          onCopyCsv={() => copy(csv(rows), 'Copied.')}
          told={told}
        />
        <p className="mt-5 rounded-r-s border-l-3 border-line-strong bg-sunken px-3 py-2.5">
          Exact means the same count as the provider’s own tokenizer. Calibrated means our count of another
          vocabulary, corrected by what providers billed, with the error that was measured. An estimate is
          another vocabulary that nobody has measured. We never show one as the other.
        </p>
      </main>
      <footer className="flex flex-wrap gap-6 pt-9 pb-10 text-ink-3">
        <span>Meterr, on your own machines</span>
        <a className="text-accent-ink hover:underline" href="/api/openapi.json">
          The API behind this page
        </a>
      </footer>
    </div>
  )
}

const NONE: readonly number[] = []

function Top() {
  return (
    <header className="flex h-[60px] items-center gap-7">
      <a href="/app/" className="flex items-end gap-2 text-[18px]/[20px] font-[650] tracking-[-0.02em]">
        <Logo />
        Meterr
      </a>
      <nav aria-label="Site" className="ml-4 max-md:hidden">
        <a href="/calculator" aria-current="page" className="font-[550]">
          Calculator
        </a>
      </nav>
      <span className="flex-1" />
      <a className="text-accent-ink hover:underline" href="/app/sign-in">
        Sign in
      </a>
    </header>
  )
}

/** Why there is no count of what stands there. */
function Trouble({ question, error }: { question: Question; error: Error | null }) {
  const unreadable = question.kind === 'request' && readable(question.content) === null
  const text = unreadable
    ? 'This is not a request in JSON: paste one with messages, contents or input.'
    : error?.message
  if (!text) return null
  return (
    <p role="alert" className="mx-3 mb-3 rounded-r-s border-l-3 border-bad bg-bad-soft px-3 py-2">
      {text}
    </p>
  )
}

function Measures({
  question,
  chosen,
  stale,
}: {
  question: Question
  chosen: Priced | undefined
  stale: boolean
}) {
  const tokens = chosen?.count.tokens ?? null
  const characters = [...question.content].length
  const each =
    tokens === null || tokens === 0
      ? DASH
      : Decimal.of(characters).dividedBy(Decimal.of(tokens), 4).rounded(2).digits()
  return (
    <dl
      className="grid grid-cols-2 border-t border-line data-stale:text-ink-3 md:grid-cols-4"
      data-stale={stale || undefined}
    >
      <Measure
        name={chosen ? `tokens, ${sureness(chosen.count)}` : 'tokens'}
        value={chosen ? counted(chosen.count) : DASH}
      />
      <Measure name="characters" value={quantity(characters)} />
      <Measure name="characters a token" value={each} />
      <Measure name="counted with" value={chosen?.count.encoding ?? DASH} />
    </dl>
  )
}

function Measure({ name, value }: { name: string; value: string }) {
  return (
    <div className="flex flex-col-reverse border-line px-4 py-2.5 max-md:nth-[n+3]:border-t max-md:even:border-l md:not-first:border-l">
      <dt className="text-small text-ink-2">{name}</dt>
      <dd className="text-[22px]/[28px] font-semibold tracking-[-0.02em] [overflow-wrap:anywhere]">
        {value}
      </dd>
    </div>
  )
}

/** One row a model, every digit. */
function csv(rows: Priced[]): string {
  const head = 'provider,model,tokens,exactness,error,encoding,cost of one call,cost of 22 days'
  return [
    head,
    ...rows.map(({ count, call, month }) =>
      [
        count.provider,
        count.model,
        count.tokens ?? '',
        count.exactness ?? '',
        count.error ?? '',
        count.encoding ?? '',
        call?.toString() ?? '',
        month?.toString() ?? '',
      ].join(','),
    ),
  ].join('\n')
}
