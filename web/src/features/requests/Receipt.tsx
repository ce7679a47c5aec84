import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import type { Event, EventDetail } from '@/api/client'
import { eventQuery } from '@/api/queries'
import { ReceiptLines } from '@/components/events/ReceiptLines'
import { Icon } from '@/components/figures/icons'
import { Mark } from '@/components/figures/marks'
import { PanelError } from '@/components/panel'
import { Button } from '@/components/ui/button'
import { Kbd } from '@/components/ui/kbd'
import { Decimal } from '@/lib/decimal'
import { DASH, exact, joined, milliseconds, quantity } from '@/lib/format'
import {
  ENDINGS,
  modelOf,
  PRICINGS,
  providerName,
  STATUS_NAMES,
  STATUS_SENTENCES,
  USAGE_SOURCES,
} from '@/lib/names'
import { clock, clockMillis, fullDate } from '@/lib/zone'
import { CallPath } from './CallPath'

/** Every cent of one event explained. */
export function Receipt({
  id,
  known,
  zone,
  onClose,
}: {
  id: string
  known: Event | undefined
  zone: string
  onClose: () => void
}) {
  const query = useQuery(eventQuery(id))
  const event = query.data ?? known
  const sheet = useRef<HTMLElement>(null)
  useEffect(() => {
    const before = document.activeElement
    sheet.current?.focus({ preventScroll: true })
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true })
    }
  }, [])
  return (
    <aside
      ref={sheet}
      tabIndex={-1}
      aria-label="Receipt"
      className="overflow-auto border-line-strong bg-surface shadow-over outline-none max-md:fixed max-md:inset-x-0 max-md:top-14 max-md:bottom-0 max-md:z-20 max-md:rounded-t-[12px] max-md:border-t md:border-l"
    >
      <header className="sticky top-0 z-1 flex items-center gap-2.5 border-b border-line bg-surface px-4 py-2.5 md:px-5">
        <button
          type="button"
          aria-label="Close the receipt"
          onClick={onClose}
          className="grid size-7 place-items-center"
        >
          <Icon name="x" size={16} />
        </button>
        <h2 className="font-semibold">Receipt</h2>
        <code className="min-w-0 truncate font-mono text-small text-ink-3">{id}</code>
        <span className="flex-1" />
        <CopyLink />
        <span className="inline-flex gap-1 max-lg:hidden">
          <Kbd>j</Kbd>
          <Kbd>k</Kbd>
          <Kbd>Esc</Kbd>
        </span>
      </header>
      {event ? (
        <Body event={event} detail={query.data} zone={zone} />
      ) : query.isError ? (
        <div className="pt-4">
          <PanelError error={query.error} retry={() => void query.refetch()} />
        </div>
      ) : (
        <p className="p-5 text-ink-3">Reading the receipt…</p>
      )}
    </aside>
  )
}

function CopyLink() {
  const [copied, setCopied] = useState(false)
  return (
    <Button
      size="small"
      className="max-md:hidden"
      onClick={() => void navigator.clipboard.writeText(location.href).then(() => setCopied(true))}
    >
      <Icon name="link" size={12} />
      {copied ? 'Copied' : 'Copy link'}
    </Button>
  )
}

function Body({ event, detail, zone }: { event: Event; detail: EventDetail | undefined; zone: string }) {
  return (
    <>
      <Section>
        <Figure event={event} />
        <p className="mt-0.5 text-ink-2">
          {[
            modelOf(event) || 'no model',
            providerName(event.provider),
            event.streamed ? 'streamed' : null,
            event.service_tier,
            event.http_status,
          ]
            .filter((part) => part !== null && part !== undefined)
            .join(', ')}
          {[event.team, event.project, event.feature].filter(Boolean).map((part) => ` · ${part}`)}
          {event.key ? (
            <>
              {' · '}
              <code className="font-mono text-small whitespace-nowrap">{event.key}</code>
            </>
          ) : null}
        </p>
        <p className="text-ink-3">
          {fullDate(Date.parse(event.time), zone)}, {clockMillis(Date.parse(event.time), zone)} {zone}
        </p>
      </Section>
      <Section>
        <ReceiptLines event={event} />
      </Section>
      {event.notes && event.notes.length > 0 ? (
        <Section title="Notes">
          <ul className="list-disc pl-4">
            {event.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </Section>
      ) : null}
      <Section title="Price">
        <Price event={event} zone={zone} />
      </Section>
      {event.latency_ms === undefined ? null : (
        <Section title="Path, ms">
          <CallPath latency={event.latency_ms} firstToken={event.time_to_first_token_ms} />
        </Section>
      )}
      <Section title="Three facts">
        <Facts>
          <Fact name="Ending">{ENDINGS[event.ending]}</Fact>
          <Fact name="Usage">{USAGE_SOURCES[event.usage_source]}</Fact>
          <Fact name="Pricing">{PRICINGS[event.pricing]}</Fact>
          <Fact name={STATUS_NAMES[event.status]}>{STATUS_SENTENCES[event.status]}</Fact>
        </Facts>
      </Section>
      <Section title="Identity">
        <Identity event={event} detail={detail} zone={zone} />
      </Section>
    </>
  )
}

function Figure({ event }: { event: Event }) {
  if (event.cost === null)
    return (
      <div className="figure flex items-center gap-3">
        <span className={event.status === 'unpriced' ? 'text-warn-ink' : 'text-ink-3'}>{DASH}</span>
        {event.status === 'unpriced' || event.status === 'unknown' || event.status === 'interrupted' ? (
          <Mark kind={event.status} className="scale-150" />
        ) : null}
        <span className="text-panel font-medium tracking-normal text-ink-2">
          {STATUS_NAMES[event.status]}
        </span>
      </div>
    )
  const { sign, symbol, whole, fraction } = exact(Decimal.of(event.cost), event.currency)
  return (
    <div className="figure flex items-center gap-3 text-[34px]/[42px]">
      <span className="min-w-0 overflow-hidden text-ellipsis">
        {sign}
        {symbol}
        {whole}
        {fraction.slice(0, 3)}
        <span className="text-ink-3">{fraction.slice(3)}</span>
      </span>
      {event.status === 'estimated' ? <Mark kind="estimated" className="scale-150" /> : null}
    </div>
  )
}

function Price({ event, zone }: { event: Event; zone: string }) {
  const { price } = event
  if (!price)
    return (
      <p className="flex items-center gap-2">
        {event.status === 'unpriced' ? <Mark kind="unpriced" /> : null}
        {event.pricing === 'free'
          ? 'Nothing is charged for it.'
          : event.status === 'unpriced'
            ? 'The price book has no row for it.'
            : 'No price was applied.'}
      </p>
    )
  return (
    <Facts>
      <Fact name="Row">
        <code className="font-mono text-small">{price.id}</code>
      </Fact>
      <Fact name="In force from">
        {price.valid_from
          ? `${fullDate(Date.parse(price.valid_from), 'UTC')}, ${clock(Date.parse(price.valid_from), 'UTC')} UTC`
          : 'ever'}
      </Fact>
      <Fact name="Source">
        <Source url={price.source} />, read {fullDate(Date.parse(price.retrieved_at), 'UTC')}
      </Fact>
      {event.provider_cost ? (
        <Fact name="The provider says">
          {joined(exact(Decimal.of(event.provider_cost), event.provider_cost_currency ?? 'USD'))}
        </Fact>
      ) : null}
      <Fact name="Went by">{`${fullDate(Date.parse(event.time), zone)}, when the call began`}</Fact>
    </Facts>
  )
}

function Source({ url }: { url: string }) {
  if (!/^https?:\/\//.test(url)) return <>{url}</>
  return (
    <a
      href={url}
      target="_blank"
      rel="noreferrer"
      className="text-accent-ink underline-offset-3 hover:underline"
    >
      {url.replace(/^https?:\/\/(www\.)?/, '')} <Icon name="external" size={11} />
    </a>
  )
}

function Identity({ event, detail, zone }: { event: Event; detail: EventDetail | undefined; zone: string }) {
  const attempts = detail?.attempts ?? []
  return (
    <Facts>
      <Fact name="Event">
        <Mono>{event.id}</Mono>
      </Fact>
      <Fact name="Request">
        attempt {event.attempt}
        {attempts.length > 0 ? ` of ${attempts.length}` : ''}, <Mono>{event.request_id}</Mono>
      </Fact>
      {event.provider_response_id ? (
        <Fact name="Response id">
          <Mono>{event.provider_response_id}</Mono>
        </Fact>
      ) : null}
      {event.request_model && event.response_model && event.request_model !== event.response_model ? (
        <Fact name="Asked for">{event.request_model}</Fact>
      ) : null}
      <Fact name="Operation">{event.operation}</Fact>
      {event.user ? <Fact name="User">{event.user}</Fact> : null}
      {event.session ? (
        <Fact name="Session">
          <Mono>{event.session}</Mono>
        </Fact>
      ) : null}
      {event.environment ? <Fact name="Environment">{event.environment}</Fact> : null}
      {Object.entries(event.tags ?? {}).map(([tag, value]) => (
        <Fact key={tag} name={tag}>
          {value}
        </Fact>
      ))}
      <Fact name="Reported by">
        {(detail?.sightings.map(({ source }) => source) ?? [event.source]).join(', ')}, counted once
      </Fact>
      {attempts.length > 1 ? (
        <Fact name="Attempts">
          {attempts
            .map(
              (a) =>
                `${a.attempt}: ${a.provider}, ${STATUS_NAMES[a.status].toLowerCase()}, ${clockMillis(Date.parse(a.time), zone)}`,
            )
            .join('; ')}
        </Fact>
      ) : null}
      {detail && detail.corrections.length > 0 ? (
        <Fact name="Corrections">{quantity(detail.corrections.length)}</Fact>
      ) : null}
      {event.latency_ms === undefined ? null : <Fact name="Took">{milliseconds(event.latency_ms)}</Fact>}
    </Facts>
  )
}

function Section({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <section className="border-b border-line px-4 py-3.5 last:border-b-0 md:px-5">
      {title ? <h3 className="mb-1.5 text-small font-medium tracking-normal text-ink-3">{title}</h3> : null}
      {children}
    </section>
  )
}

function Facts({ children }: { children: ReactNode }) {
  return (
    <dl className="grid grid-cols-[104px_1fr] gap-x-3 gap-y-[3px] md:grid-cols-[132px_1fr]">{children}</dl>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{name}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </>
  )
}

function Mono({ children }: { children: string }) {
  return <code className="font-mono text-small">{children}</code>
}
