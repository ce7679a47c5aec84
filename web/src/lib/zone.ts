/** Calendar arithmetic in an IANA zone, on instants (milliseconds since the epoch). */

export interface Fields {
  year: number
  /** 1 to 12 */
  month: number
  day: number
  hour: number
  minute: number
  second: number
}

const formatters = new Map<string, Intl.DateTimeFormat>()

function formatter(zone: string): Intl.DateTimeFormat {
  let found = formatters.get(zone)
  if (!found) {
    found = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formatters.set(zone, found)
  }
  return found
}

export function isZone(name: string): boolean {
  try {
    formatter(name)
    return true
  } catch {
    return false
  }
}

export function fieldsAt(instant: number, zone: string): Fields {
  const read: Record<string, number> = {}
  for (const { type, value } of formatter(zone).formatToParts(instant)) read[type] = Number(value)
  return {
    year: read.year!,
    month: read.month!,
    day: read.day!,
    hour: read.hour!,
    minute: read.minute!,
    second: read.second!,
  }
}

function offsetAt(instant: number, zone: string): number {
  const f = fieldsAt(instant, zone)
  const wall = Date.UTC(f.year, f.month - 1, f.day, f.hour, f.minute, f.second)
  return wall - Math.floor(instant / 1000) * 1000
}

/**
 * The instant at which clocks in the zone show this time; fields may overflow (`month: 13`). Where
 * clocks skip it, the instant as much later; where they show it twice, the first.
 */
export function instantOf(
  zone: string,
  year: number,
  month: number,
  day: number,
  hour = 0,
  minute = 0,
): number {
  const wall = Date.UTC(year, month - 1, day, hour, minute)
  const before = wall - offsetAt(wall - 86_400_000, zone)
  if (offsetAt(before, zone) === wall - before) return before
  const after = wall - offsetAt(wall + 86_400_000, zone)
  return offsetAt(after, zone) === wall - after ? after : before
}

export type Unit = 'minute' | 'hour' | 'day' | 'week' | 'month'

/** Start of the unit that contains the instant. Weeks begin on Monday. */
export function startOf(unit: Unit, instant: number, zone: string): number {
  const { year, month, day } = fieldsAt(instant, zone)
  switch (unit) {
    case 'minute':
      return Math.floor(instant / 60_000) * 60_000
    case 'hour': {
      const offset = offsetAt(instant, zone)
      return Math.floor((instant + offset) / 3_600_000) * 3_600_000 - offset
    }
    case 'day':
      return instantOf(zone, year, month, day)
    case 'week':
      return instantOf(zone, year, month, day - ((weekday(year, month, day) + 6) % 7))
    case 'month':
      return instantOf(zone, year, month, 1)
  }
}

/** The start of a unit, moved by whole units. */
export function plus(count: number, unit: Unit, start: number, zone: string): number {
  if (unit === 'minute') return start + count * 60_000
  if (unit === 'hour') return start + count * 3_600_000
  const { year, month, day, hour, minute } = fieldsAt(start, zone)
  if (unit === 'month') {
    const last = new Date(Date.UTC(year, month - 1 + count + 1, 0)).getUTCDate()
    return instantOf(zone, year, month + count, Math.min(day, last), hour, minute)
  }
  return instantOf(zone, year, month, day + count * (unit === 'week' ? 7 : 1), hour, minute)
}

/** 0 is Sunday. */
export function weekday(year: number, month: number, day: number): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay()
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

export function monthName(month: number): string {
  return MONTHS[(month - 1 + 12) % 12]!
}

export function dayName(f: Fields): string {
  return DAYS[weekday(f.year, f.month, f.day)]!
}

const two = (n: number) => String(n).padStart(2, '0')

/** `14:03` */
export function clock(instant: number, zone: string): string {
  const f = fieldsAt(instant, zone)
  return `${two(f.hour)}:${two(f.minute)}`
}

/** `14:03:11` */
export function clockSeconds(instant: number, zone: string): string {
  return `${clock(instant, zone)}:${two(fieldsAt(instant, zone).second)}`
}

/** `14:03:11.482` */
export function clockMillis(instant: number, zone: string): string {
  const millis = ((instant % 1000) + 1000) % 1000
  return `${clockSeconds(instant, zone)}.${String(Math.floor(millis)).padStart(3, '0')}`
}

/** `23 Nov` */
export function shortDate(instant: number, zone: string): string {
  const f = fieldsAt(instant, zone)
  return `${f.day} ${monthName(f.month)}`
}

/** `23 Nov 2026` */
export function fullDate(instant: number, zone: string): string {
  return `${shortDate(instant, zone)} ${fieldsAt(instant, zone).year}`
}

/** RFC 3339 in UTC, as the API takes it. */
export function rfc3339(instant: number): string {
  return new Date(instant).toISOString().replace('.000Z', 'Z')
}
