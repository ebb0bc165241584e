/** The two charts, drawn by uPlot in the page's colours. */

import uPlot from '../webjars/uplot/1.6.30/dist/uPlot.esm.js';
import { colourOf } from './dom.js';
import { axisNumber, count, pointTime, rate, tick } from './format.js';

const FONT = '12px Inter, ui-sans-serif, system-ui, sans-serif';

/** From rgb(…). */
const faded = (colour, opacity) => colour.replace('rgb(', 'rgba(').replace(')', `, ${opacity})`);

function axes() {
  const shared = { stroke: () => colourOf('--muted'), font: FONT, ticks: { show: false } };
  return [
    { ...shared, grid: { show: false }, space: 70, size: 28,
      values: (plot, splits, axis, space, distance) => splits.map((split) => tick(split, distance)) },
    { ...shared, grid: { stroke: () => colourOf('--line'), width: 1 }, size: 48, space: 36,
      values: (plot, splits) => splits.map(axisNumber) },
  ];
}

/** Nothing is drawn where nothing was, but the feet of what was. */
const withoutSilence = (values, totals) => values.map((value, i) =>
  ((totals[i - 1] ?? 0) === 0 && totals[i] === 0 && (totals[i + 1] ?? 0) === 0 ? null : value));

/** From zero, with air above; and never so near that 0 events look like an earthquake. */
const fromZero = (least) => (plot, min, max) => [0, Math.max(least, (max ?? 0) * 1.08)];

/** The period before: no area, so that it hides nothing. */
const earlier = () => ({
  stroke: () => colourOf('--before'), width: 1.5, dash: [5, 4].map((length) => length * devicePixelRatio), points: { show: false },
});

/** Keys that go from point to point, and where to. */
const KEYS = {
  ArrowLeft: (i) => i - 1, ArrowRight: (i) => i + 1, PageUp: (i) => i - 10, PageDown: (i) => i + 10,
  Home: () => 0, End: (i, last) => last,
};

/** Read with the pointer, or with the keyboard like a slider, whose value is the point's figures in words. */
class Chart {

  plot = null;
  window = [0, 1];
  #time = null;

  constructor(element) {
    this.element = element;
    element.addEventListener('keydown', (event) => this.#key(event));
    element.addEventListener('blur', () => this.#go(null));
    new ResizeObserver(() => this.plot?.setSize(this.size())).observe(element);
    document.addEventListener('themechange', () => this.plot?.redraw(false));
  }

  size() {
    return { width: Math.max(200, this.element.clientWidth), height: this.element.clientHeight };
  }

  #key(event) {
    const times = this.plot?.data[0] ?? [];
    const last = times.length - 1;
    if (event.key === 'Escape') {
      this.#go(null);
    } else if (KEYS[event.key] && last >= 0) {
      event.preventDefault();
      const at = this.#time === null ? times.length : times.indexOf(this.#time);
      this.#go(Math.max(0, Math.min(last, KEYS[event.key](at, last))));
    }
  }

  /** Says what is there, once: what goes on changing is for eyes. */
  #go(i) {
    const there = i !== null && this.plot !== null;
    if (!there && this.#time === null) {
      return;
    }
    this.#time = there ? this.plot.data[0][i] : null;
    this.element.setAttribute('aria-valuemax', (this.plot?.data[0].length ?? 0) - 1);
    this.element.setAttribute('aria-valuenow', there ? i : -1);
    this.element.setAttribute('aria-valuetext', there ? this.words(i) : 'no point chosen');
    if (there) {
      this.follow();
    } else {
      this.plot?.setCursor({ left: -10, top: -10 });
    }
  }

  /** Keeps the cursor at the chosen time while the chart moves on. */
  follow() {
    if (this.#time !== null) {
      this.plot.setCursor({ left: this.plot.valToPos(this.#time, 'x'), top: 0 });
    }
  }

  show(options, data) {
    this.plot?.destroy();
    this.plot = new uPlot({
      ...this.size(), legend: { show: false }, padding: [8, 18, 0, 0],
      scales: { x: { time: true, range: () => this.window }, y: { range: fromZero(options.least) } },
      axes: axes(), series: [{}, ...options.series], bands: options.bands,
      cursor: { drag: { x: false, y: false }, points: { size: 6 }, ...options.cursor },
      hooks: { setCursor: [(plot) => options.onCursor?.(plot.cursor.idx)] },
    }, data, this.element);
  }

}

/** Events per second, types stacked, and all of the period before as a line. */
export class EventsChart extends Chart {

  #shown = '';

  /**
   * @param colour of a type, null for the rest
   * @param onPoint called with the index of the point under the cursor, null if there is none
   */
  constructor(element, colour, onPoint) {
    super(element);
    this.colour = colour;
    this.onPoint = onPoint;
  }

  update({ times, columns, before, total, step }, window, words) {
    this.window = window;
    this.#describe(total, words);
    const stacked = [];
    columns.forEach(({ values }, i) =>
      stacked.push(i === 0 ? values : values.map((value, at) => value + stacked[i - 1][at])));
    const shown = JSON.stringify(columns.map((column) => column.type));
    const data = [times, ...stacked.map((values) => withoutSilence(values, stacked.at(-1))), before];
    this.words = (i) => `${pointTime(times[i], step)}: ${rate(total[i])} events per second`;
    if (shown === this.#shown && this.plot) {
      this.plot.setData(data);
      this.follow();
      return;
    }
    this.#shown = shown;
    const series = columns.map(({ type }) => ({
      stroke: () => this.colour(type), fill: () => faded(this.colour(type), 0.5), width: 1.25, points: { show: false },
    }));
    this.show({
      least: 1, onCursor: (i) => this.onPoint(i ?? null), series: [...series, earlier()],
      bands: columns.slice(1).map((column, i) => ({ series: [i + 2, i + 1] })),
    }, data);
  }

  #describe(total, words) {
    const text = total.length === 0 ? 'none' : `at the end ${rate(total.at(-1))}, at most ${rate(Math.max(...total))}`;
    this.element.setAttribute('aria-label', `Events per second, ${words}: ${text}. The figures are in the table below.`);
  }

}

/** Different users per step, and those of the period before as a line of steps. */
export class UsersChart extends Chart {

  #tip = document.createElement('p');

  constructor(element) {
    super(element);
    this.#tip.className = 'tip';
    this.#tip.hidden = true;
    element.append(this.#tip);
  }

  update({ times, values, before, width }, window, words) {
    this.window = window;
    // A bar of height 0 would be a stroke on the axis.
    const data = [times, values.map((value) => value || null), before];
    this.element.setAttribute('aria-label', `Users, ${words}: ${
      values.length === 0 ? 'none' : `at the end ${count(values.at(-1))}, at most ${count(Math.max(...values))}`
    }. The figures are in the table below.`);
    this.words = (i) => this.#text(i);
    if (this.plot && this.width === width) {
      this.plot.setData(data);
      this.follow();
      return;
    }
    this.width = width;
    this.show({
      least: 4, cursor: { y: false, points: { show: false } }, onCursor: (i) => this.#point(i),
      series: [{
        stroke: () => colourOf('--accent'), fill: () => faded(colourOf('--accent'), 0.45), width: 1,
        paths: uPlot.paths.bars({ size: [0.7, 40], align: 1 }), points: { show: false },
      }, { ...earlier(), paths: uPlot.paths.stepped({ align: 1 }) }],
    }, data);
  }

  #point(i) {
    const there = (this.plot?.data[0] ?? [])[i] !== undefined;
    this.#tip.hidden = !there;
    if (there) {
      this.#tip.textContent = this.#text(i);
    }
  }

  #text(i) {
    const [times, values, before] = this.plot.data;
    const then = before[i] === null ? '' : ` · before ${count(before[i])}`;
    return `${pointTime(times[i], this.width)} · ${count(values[i] ?? 0)}${then}`;
  }

}
