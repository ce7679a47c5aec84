import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useState, type ReactNode } from 'react'
import type { Event } from '@/api/client'
import { statusQuery } from '@/api/queries'
import { ReceiptLines } from '@/components/events/ReceiptLines'
import { Icon } from '@/components/figures/icons'
import { Mark } from '@/components/figures/marks'
import { LiveBadge } from '@/components/frame/LiveBadge'
import { useLive } from '@/components/live'
import { Button } from '@/components/ui/button'
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@/components/ui/tabs'
import { useSession } from '@/components/useScope'
import { cn } from '@/lib/cn'
import { Decimal } from '@/lib/decimal'
import { exact, joined, seconds } from '@/lib/format'
import { modelOf, STATUS_NAMES, STATUS_SENTENCES } from '@/lib/names'
import { clockMillis, clockSeconds } from '@/lib/zone'
import { Ruler } from './Ruler'
import { snippets, textOf, type Snippet } from './snippets'

/** Stands where a key goes: Meterr keeps only digests, so no page can show one again. */
const KEY = 'mtr_…'

/** Before the first event; changes by itself when it arrives. */
export function Onboarding({ onDone }: { onDone: () => void }) {
  const { data: status } = useQuery(statusQuery)
  const { events, lag } = useLive()
  const { organization } = useSession()
  const base = status?.public_url?.replace(/\/$/, '') ?? location.origin
  const first = events.at(-1)
  return (
    <main className="mx-auto grid max-w-[1180px] items-start gap-10 px-4 pt-8 pb-12 md:px-8 xl:grid-cols-[minmax(0,1fr)_500px]">
      <div>
        <h1 className="mb-5 text-page tracking-[-0.018em]">Meter your first call</h1>
        <ol>
          <Step number={1} state="done" title="Your key">
            <p className="text-ink-2">
              It goes where the provider’s key goes today: the one that Meterr was started with, or that you
              were given. It was shown in full only then, so{' '}
              <code className="font-mono text-small">{KEY}</code> stands for it here.
            </p>
          </Step>
          <Step number={2} state="done" title="Point your program here">
            <p className="mb-2.5 text-ink-2">Two values change. Everything else stays.</p>
            <Code all={snippets(base, KEY)} />
          </Step>
          <Step
            number={3}
            state={first ? 'done' : 'now'}
            title={first ? 'First call received' : 'Run it once'}
          >
            <p className="text-ink-2">
              {first
                ? `${clockMillis(Date.parse(first.time), organization.zone)}, ${modelOf(first) || first.operation}.`
                : 'The other panel changes by itself.'}
            </p>
          </Step>
        </ol>
      </div>
      <section
        aria-label="First call"
        aria-live="polite"
        className="rounded-b-m border border-t-2 border-line border-t-rule bg-surface xl:sticky xl:top-6"
      >
        {first ? (
          <Arrived event={first} lag={lag} onDone={onDone} />
        ) : (
          <Waiting base={base} zone={organization.zone} />
        )}
      </section>
    </main>
  )
}

function Step({
  number,
  state,
  title,
  children,
}: {
  number: number
  state: 'done' | 'now'
  title: string
  children: ReactNode
}) {
  return (
    <li className="relative grid grid-cols-[30px_minmax(0,1fr)] gap-x-3 pb-6 before:absolute before:top-[30px] before:bottom-0.5 before:left-3 before:w-px before:bg-line-strong last:before:hidden">
      <span
        aria-hidden="true"
        className={cn(
          'size-[25px] rounded-full text-center text-small/[23px] font-semibold',
          state === 'done'
            ? 'border border-accent bg-accent text-on-accent'
            : 'border-2 border-ink bg-surface leading-[21px]',
        )}
      >
        {number}
      </span>
      <div className="min-w-0">
        <h2 className="text-[15px]/[25px]">{title}</h2>
        {children}
      </div>
    </li>
  )
}

function Code({ all }: { all: Snippet[] }) {
  const [name, setName] = useState('Python')
  const [copied, setCopied] = useState(false)
  const shown = all.find((snippet) => snippet.name === name)!
  return (
    <Tabs
      value={name}
      onValueChange={(next) => (setName(next), setCopied(false))}
      className="overflow-hidden rounded-m border border-line bg-surface"
    >
      <div className="flex items-center border-b border-line pr-2 pl-2">
        <TabsList aria-label="Language" className="min-w-0 overflow-x-auto [scrollbar-width:none]">
          {all.map((snippet) => (
            <TabsTrigger key={snippet.name} value={snippet.name} className="px-2 sm:px-[11px]">
              {snippet.name}
            </TabsTrigger>
          ))}
        </TabsList>
        <span className="min-w-2 flex-1" />
        <Button
          size="small"
          onClick={() => void navigator.clipboard.writeText(textOf(shown)).then(() => setCopied(true))}
        >
          <Icon name="copy" size={12} />
          <span className="max-sm:sr-only">{copied ? 'Copied' : 'Copy'}</span>
        </Button>
      </div>
      {all.map((snippet) => (
        <TabsContent key={snippet.name} value={snippet.name}>
          <pre className="px-4 py-3 font-mono text-[12.5px]/[22px] [overflow-wrap:anywhere] whitespace-pre-wrap">
            {snippet.parts.map((part, i) =>
              typeof part === 'string' ? (
                part
              ) : (
                <b key={i} className="bg-accent-soft font-medium text-accent-ink">
                  {part.own}
                </b>
              ),
            )}
          </pre>
        </TabsContent>
      ))}
    </Tabs>
  )
}

function Waiting({ base, zone }: { base: string; zone: string }) {
  const [since] = useState(() => Date.now())
  const [now, setNow] = useState(since)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [])
  const waited = Math.floor((now - since) / 1_000)
  return (
    <div className="px-6 pt-6 pb-5">
      <h2 className="text-[24px]/[30px] tracking-[-0.02em]">Waiting for your first call…</h2>
      <div aria-hidden="true" className="mt-5 mb-2">
        <Ruler
          at={(waited % 60) / 60}
          label={`${waited < 60 ? `${waited} s` : seconds(waited * 1000)}, nothing yet`}
          marks={(i) => `${i} s`}
        />
      </div>
      <dl className="grid grid-cols-[1fr_auto] gap-x-3 gap-y-px">
        <dt className="text-ink-2">Listening at</dt>
        <dd className="text-right font-mono text-small">{base.replace(/^https?:\/\//, '')}</dd>
        <dt className="text-ink-2">Since</dt>
        <dd className="text-right">{clockSeconds(since, zone)}</dd>
        <dt className="self-center text-ink-2">Stream to this page</dt>
        <dd className="-mr-2 flex justify-end">
          <LiveBadge />
        </dd>
      </dl>
      <div className="-mx-6 mt-4 border-t border-line px-6 pt-3">
        <h3 className="font-medium">Nothing after a minute?</h3>
        <p className="text-ink-2">
          A program that answers 401 has no Meterr key, or a wrong one. One that cannot connect needs the
          address above to be reachable from where it runs.
        </p>
      </div>
    </div>
  )
}

/** Seconds on the arrived ruler, end to end. */
const ARRIVED_SPAN_MS = 3_000

function Arrived({ event, lag, onDone }: { event: Event; lag: number | null; onDone: () => void }) {
  const cost = event.cost === null ? null : joined(exact(Decimal.of(event.cost), event.currency))
  return (
    <div className="px-6 pt-6 pb-5">
      <h2 className="text-[24px]/[30px] tracking-[-0.02em]">
        {cost
          ? `Your first call cost ${cost}`
          : `Your first call: ${STATUS_NAMES[event.status].toLowerCase()}`}
      </h2>
      {lag === null ? null : (
        <div className="mt-5 mb-2">
          <Ruler
            at={Math.min(1, lag / ARRIVED_SPAN_MS)}
            filled
            label={`on screen ${seconds(lag)} after it ended`}
            marks={(i) => `${(i / 20).toFixed(1)} s`}
          />
        </div>
      )}
      <div className="mt-3">
        <ReceiptLines event={event} />
      </div>
      {event.status === 'priced' ? null : (
        <p className="mt-3 flex gap-2 text-ink-2">
          {event.status === 'unpriced' || event.status === 'unknown' || event.status === 'estimated' ? (
            <Mark kind={event.status} className="mt-1" />
          ) : null}
          {STATUS_SENTENCES[event.status]}
        </p>
      )}
      <div className="mt-5 flex flex-wrap gap-2.5">
        <Button variant="primary" onClick={onDone}>
          Open the overview
        </Button>
        <Link
          to="/requests"
          search={{ event: event.id } as never}
          onClick={onDone}
          className="inline-flex h-9 items-center rounded-s border border-line-strong bg-surface px-[9px] font-medium hover:bg-hover lg:h-[30px]"
        >
          Full receipt
        </Link>
      </div>
    </div>
  )
}
