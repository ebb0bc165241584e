/**
 * The pipeline: each topic's partitions as lanes whose right end is the log's end, with a mark for each group as far
 * to the left as it is behind, and its position in figures; below them the groups. On a phone a lane's figures stand
 * below it; roles are written out, as such a layout takes them from a table.
 */

import { age, count, dateTime, plural, UNKNOWN } from './format.js';
import { foreign, h, rebuild, setText } from './dom.js';

const TOPIC_WORDS = { events: 'events as they came in', log: 'everything that ever happened to an inbox',
  requests: 'what models are to compute' };
const GROUP_WORDS = {
  notification: 'decides who is told what',
  inbox: 'writes inboxes to Redis',
  dashboard: 'counts into Redis',
  inference: 'computes, and keeps results in Redis',
  'inference-prewarm': 'asks ahead for what events name',
};
const SCALE = [[0, '0'], [10, '10'], [1000, '1k'], [100000, '100k']];
const FARTHEST = 1e6;
/** At this many records a second a lane moves at its fastest. */
const FASTEST = 1000;

/** 0 at the log's end, 1 at a million records behind it or more. */
const distance = (lag) => Math.min(1, Math.log10(1 + lag) / Math.log10(1 + FARTHEST));

const retained = (partition) => (partition.endOffset ?? 0) - (partition.startOffset ?? 0);

export class PipelineView {

  #lanes = new Map();
  #shape = '';
  #speeds = new Map();
  #before = null;

  constructor({ topics, nodes, summary }) {
    this.topics = topics;
    this.nodes = nodes;
    this.summary = summary;
  }

  update(pipeline) {
    // Not every installation computes.
    const shown = pipeline.topics.filter(({ kind, exists }) => kind !== 'dead-letters' && (exists || kind !== 'requests'));
    const shape = JSON.stringify([shown.map((topic) => [topic.name, topic.exists, topic.partitions.length]),
      pipeline.groups.map((group) => group.name), pipeline.kafka.reachable]);
    if (shape !== this.#shape) {
      this.#shape = shape;
      this.#lanes.clear();
      this.topics.replaceChildren(...(pipeline.kafka.reachable
        ? shown.map((topic) => this.#topic(topic, pipeline.groups.filter((group) => group.topic === topic.name)))
        : [this.#withoutKafka(pipeline.groups)]));
    }
    const elapsed = this.#before ? (Date.parse(pipeline.at) - Date.parse(this.#before.at)) / 1000 : 0;
    shown.forEach((topic) => this.#move(topic, pipeline, elapsed));
    pipeline.groups.forEach((group) => this.#group(group, pipeline));
    this.#showNodes(pipeline);
    if (elapsed > 0 || !this.#before) {
      this.#before = pipeline;
    }
  }

  #topic(topic, groups) {
    const rows = topic.partitions.map((partition) => this.#lane(topic, partition, groups));
    const table = h('table', { class: 'lanes', role: 'table' },
      h('caption', { class: 'unseen' }, `Partitions of ${topic.name}: the log’s end, each group’s position and how far it is behind`),
      h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' },
        head(h('span', { class: 'unseen' }, 'Partition')),
        head(h('span', { class: 'unseen' }, 'Distance of the groups from the end'), this.#scale()),
        head('end'),
        ...groups.map((group) => head(h('span', { class: 'swatch', 'data-group': group.name, 'aria-hidden': 'true' }), group.name)))),
      h('tbody', { role: 'rowgroup' }, ...rows));
    table.style.setProperty('--figures', groups.length + 1);
    return h('article', { class: 'topic' },
      h('header', {}, h('h3', {}, topic.name), h('p', { class: 'aside', 'data-facts': topic.name },
        topic.exists ? '' : 'not created yet')),
      rows.length > 0 ? table : null,
      h('div', { class: 'groups' }, ...groups.map((group) => h('section', { class: 'group', 'data-card': group.name }))));
  }

  #scale() {
    const scale = h('span', { class: 'ticks', 'aria-hidden': 'true' });
    for (const [lag, label] of SCALE) {
      const tick = h('span', {}, label);
      tick.style.setProperty('--behind', distance(lag));
      scale.append(tick);
    }
    return scale;
  }

  #lane(topic, partition, groups) {
    const flow = h('span', { class: 'flow' });
    const marks = groups.map((group, i) => {
      const mark = h('span', { class: 'mark', 'data-group': group.name, 'data-shared': groups.length > 1 });
      mark.style.setProperty('--row', i);
      mark.style.setProperty('--rows', groups.length);
      return mark;
    });
    const end = cell({ class: 'number end' });
    const places = groups.map(() => {
      const position = h('span', { class: 'position' });
      const behind = h('span', { class: 'behind' });
      return { position, behind, cell: cell({ class: 'number' }, position, ' ', behind) };
    });
    this.#lanes.set(`${topic.name}-${partition.partition}`, { flow, marks, end, places, groups: groups.map((g) => g.name) });
    return h('tr', { role: 'row' }, h('th', { scope: 'row', role: 'rowheader' }, String(partition.partition)),
      cell({ class: 'lane' }, h('span', { class: 'track', 'aria-hidden': 'true' }, flow, ...marks)), end,
      ...places.map((place) => place.cell));
  }

  #withoutKafka(groups) {
    return h('article', { class: 'topic' }, h('p', { class: 'aside' },
      'Topics, members and lag are not known while Kafka can’t be reached.'),
    h('div', { class: 'groups' }, ...groups.map((group) => h('section', { class: 'group', 'data-card': group.name }))));
  }

  #move(topic, pipeline, elapsed) {
    const before = this.#before?.topics.find((one) => one.name === topic.name);
    let perSecond = 0;
    for (const partition of topic.partitions) {
      const lane = this.#lanes.get(`${topic.name}-${partition.partition}`);
      const last = before?.partitions[partition.partition]?.endOffset;
      const speed = elapsed > 0 && last !== undefined ? Math.max(0, partition.endOffset - last) / elapsed : 0;
      perSecond += speed;
      setText(lane.end, count(partition.endOffset));
      if (elapsed > 0 || !this.#before) {
        // The animation runs all the time; its speed follows the records, on a scale where both 1 and 1,000 show.
        lane.flow.getAnimations({ subtree: true })[0]
          ?.updatePlaybackRate(Math.min(1, Math.log10(1 + speed) / Math.log10(1 + FASTEST)));
      }
      lane.groups.forEach((name, i) => {
        const progress = pipeline.groups.find((group) => group.name === name)
          .partitions.find((one) => one.partition === partition.partition);
        this.#mark(lane.marks[i], lane.places[i], progress);
      });
    }
    const facts = this.topics.querySelector(`[data-facts="${CSS.escape(topic.name)}"]`);
    if (facts && topic.exists) {
      const kept = topic.partitions.reduce((sum, partition) => sum + retained(partition), 0);
      const speed = elapsed > 0 ? ` · ${count(Math.round(perSecond))}/s` : (this.#speeds.get(topic.name) ?? '');
      this.#speeds.set(topic.name, speed);
      setText(facts, `${TOPIC_WORDS[topic.kind] ?? ''} · ${plural(kept, 'record')} kept${speed}`);
    }
  }

  #mark(mark, { position, behind, cell: place }, progress) {
    const lag = progress?.lag;
    const known = lag !== undefined && lag !== null;
    mark.hidden = !known;
    mark.style.setProperty('--behind', known ? distance(lag) : 1);
    place.dataset.state = progress?.state ?? '';
    const stopped = progress?.state === 'stopped';
    setText(position, stopped ? 'stopped' : count(progress?.position));
    // A minus and not a word: figures stay where they are.
    setText(behind, !stopped && known && lag > 0 ? `−${count(lag)}` : '');
  }

  #group(group, pipeline) {
    const card = this.topics.querySelector(`[data-card="${CSS.escape(group.name)}"]`);
    if (!card) {
      return;
    }
    const services = Object.fromEntries(pipeline.nodes.map((node) => [node.bootId, node.service]));
    const states = group.partitions.filter((one) => one.state && one.state !== 'running')
      .map((one) => [one.partition, one.state]);
    const facts = { group: { ...group, lag: 0, partitions: 0 }, states, services, reachable: pipeline.kafka.reachable };
    rebuild(card, facts, () => [
      h('header', {}, h('span', { class: 'swatch', 'data-group': group.name, 'aria-hidden': 'true' }),
        h('h4', {}, group.name), h('span', { class: 'aside' }, GROUP_WORDS[group.name] ?? '')),
      h('dl', { class: 'facts' },
        ...fact('behind', h('span', { 'data-lag': true })),
        ...fact('state', stateOf(group, pipeline.kafka.reachable)),
        ...(group.generation ? fact('in Redis', generationOf(group.generation)) : [])),
      membersOf(group),
      states.length > 0 ? h('p', { class: 'states' }, states.map(([partition, state]) => `partition ${partition} ${state}`).join(', '))
        : null,
    ].filter(Boolean));
    setText(card.querySelector('[data-lag]'), group.lag === undefined ? UNKNOWN : count(group.lag));
  }

  #showNodes(pipeline) {
    const letters = pipeline.topics.filter((topic) => topic.kind === 'dead-letters')
      .map((topic) => [topic.name, topic.partitions.reduce((sum, one) => sum + retained(one), 0)])
      .filter(([, records]) => records > 0);
    rebuild(this.nodes, [pipeline.nodes.map((node) => [node.bootId, node.service, node.partitions]), pipeline.brokers,
      letters], () => [
      letters.length === 0 ? null : h('p', { class: 'letters' }, 'Set aside as unreadable: ',
        letters.map(([name, records]) => `${plural(records, 'record')} in ${name}`).join(', ')),
      h('ul', { class: 'nodes', 'aria-label': 'Nodes and brokers' },
        ...pipeline.nodes.map((node) => h('li', {}, foreign(node.service), ' ',
          h('span', { class: 'aside', title: node.bootId }, `${node.bootId.slice(0, 8)}${
            node.partitions > 0 ? ` · ${plural(node.partitions, 'partition')}` : ''}`))),
        ...pipeline.brokers.map((broker) => h('li', {}, `Kafka broker ${broker.id} `,
          h('span', { class: 'aside' }, `${broker.host}:${broker.port}`)))),
    ].filter(Boolean));
    const oldest = Math.max(0, ...pipeline.nodes.map((node) => (Date.parse(pipeline.at) - Date.parse(node.lastSeen)) / 1000));
    setText(this.summary, pipeline.redis.reachable && pipeline.nodes.length > 0
      ? `${plural(pipeline.nodes.length, 'node')}${oldest > 4 ? `, one not heard of for ${age(oldest)}` : ''}` : '');
  }

}

const cell = (properties, ...children) => h('td', { role: 'cell', ...properties }, ...children);

const head = (...children) => h('th', { scope: 'col', role: 'columnheader' }, ...children);

const fact = (term, value) => [h('dt', {}, term), h('dd', {}, value)];

function stateOf(group, reachable) {
  if (!reachable) {
    return 'not known';
  }
  if (group.error) {
    return foreign(group.error);
  }
  return group.state ? `${group.state.replaceAll('_', ' ')}, ${plural(group.members.length, 'member')}` : 'no such group yet';
}

function generationOf(generation) {
  const since = generation.since ? `, counts since ${dateTime(generation.since)}` : '';
  return generation.filling ? `being filled, ${generation.filled} of ${generation.partitions} partitions${since}`
    : `complete (${generation.name})${since}`;
}

function membersOf(group) {
  if (group.members.length === 0) {
    return null;
  }
  return h('ul', { class: 'members', 'aria-label': `Members of ${group.name}` },
    ...group.members.map((member) => h('li', {},
      h('span', { class: 'member' }, foreign(member.clientId, { title: member.id }), ' ',
        h('span', { class: 'aside' }, member.host)),
      h('span', { class: 'owned', title: 'Partitions that it owns' },
        h('span', { class: 'unseen' }, 'partitions '), member.partitions.length > 0 ? member.partitions.join(' ') : 'none'))));
}
