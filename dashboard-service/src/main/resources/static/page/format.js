/** Numbers, times and durations for people. */

const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat(undefined, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const upTo2 = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 });
const short = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });
const second = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const minute = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const dayOnly = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' });

export const UNKNOWN = '–';

const known = (value) => value !== null && value !== undefined;

export const count = (value) => known(value) ? whole.format(value) : UNKNOWN;

/** A short number for an axis. */
export const axisNumber = (value) => value < 10000 ? upTo2.format(value) : short.format(value);

export function rate(value) {
  if (!known(value)) {
    return UNKNOWN;
  }
  return value > 0 && value < 99.95 ? tenth.format(value) : whole.format(value);
}

/** A word with its number: plural(1, 'record') is "1 record". */
export const plural = (number, word) => `${count(number)} ${word}${number === 1 ? '' : 's'}`;

/** A date that comes without a time, as it is written, whatever the viewer's zone. */
export const dateOnly = (date) => dayOnly.format(new Date(`${date}T00:00:00Z`));

export const dateTime = (value) => full.format(new Date(value));

/** The label of an axis' tick, by the distance of the ticks in seconds. */
export function tick(epochSeconds, distance) {
  const date = new Date(epochSeconds * 1000);
  if (distance < 60) {
    return second.format(date);
  }
  if (distance >= 86400 || (date.getHours() === 0 && date.getMinutes() === 0)) {
    return day.format(date);
  }
  return minute.format(date);
}

/** A point's time, as exact as its step. */
export function pointTime(epochSeconds, step) {
  const date = new Date(epochSeconds * 1000);
  if (step < 60) {
    return second.format(date);
  }
  return step < 900 ? minute.format(date) : `${day.format(date)} ${minute.format(date)}`;
}

/** A length of time in the largest unit that fits: "15 minutes", "2 days". */
export function period(seconds) {
  const [length, word] = [[86400, 'day'], [3600, 'hour'], [60, 'minute']].find(([unit]) => seconds % unit === 0)
    ?? [60, 'minute'];
  const number = Math.max(1, Math.round(seconds / length));
  return number === 1 && word !== 'minute' ? word : plural(number, word);
}

const percent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 });
const wholePercent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 0 });

export const share = (value) => known(value) ? percent.format(value) : UNKNOWN;

/** How much more or less it is than before; null if there was nothing to compare with. */
export function change(value, before) {
  if (!known(value) || !before) {
    return null;
  }
  const part = value / before - 1;
  return { direction: Math.abs(part) < 0.0005 ? 'same' : part > 0 ? 'up' : 'down',
    text: Math.abs(part) < 0.0005 ? 'no change' : (Math.abs(part) < 0.0995 ? percent : wholePercent).format(Math.abs(part)) };
}

/** A meter's value: a decimal, which may come as text; no more of it than a person reads. */
export function decimal(value) {
  const number = known(value) ? Number(value) : NaN;
  return Number.isNaN(number) ? UNKNOWN : number !== 0 && Math.abs(number) < 0.01 ? number.toPrecision(2) : upTo2.format(number);
}

export function bytes(value) {
  const units = ['B', 'KB', 'MB', 'GB'];
  const unit = Math.min(units.length - 1, Math.floor(Math.log(Math.max(1, value)) / Math.log(1024)));
  return `${upTo2.format(value / 1024 ** unit)} ${units[unit]}`;
}

export function age(seconds) {
  if (seconds < 120) {
    return `${Math.round(seconds)} s`;
  }
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
