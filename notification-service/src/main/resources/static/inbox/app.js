/** The page: shows an Inbox and does what is clicked. All text of strangers becomes text nodes. */

import { Inbox, stateOf } from './inbox.js';

const byId = (id) => document.getElementById(id);

const VIEWS = [
  { name: 'Inbox', states: ['unread', 'read'], empty: 'Nothing here. What happens next appears by itself.' },
  { name: 'Unread', states: ['unread'], empty: 'All read.' },
  { name: 'Snoozed', states: ['snoozed'], empty: 'Nothing is snoozed.' },
  { name: 'Archive', states: ['archived'], empty: 'The archive is empty.' },
];

const HOUR = 60 * 60 * 1000;

let inbox = null;
let view = VIEWS[0];
let user = new URLSearchParams(location.search).get('user') ?? '';
const shown = new Map();

function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value !== null && value !== false) {
      element.setAttribute(name, value === true ? '' : String(value));
    }
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

function open() {
  inbox?.close();
  shown.clear();
  byId('list').replaceChildren();
  byId('key-form').hidden = true;
  notice('');
  if (user === '') {
    byId('user').focus();
    return;
  }
  byId('user').value = user;
  const key = sessionStorage.getItem('millrace-key');
  inbox = new Inbox({ user, states: view.states, headers: key ? { Authorization: `Bearer ${key}` } : {} });
  inbox.addEventListener('change', show);
  inbox.addEventListener('state', showState);
  inbox.addEventListener('refused', ({ detail }) => refused(detail));
  showState();
  inbox.open();
}

function refused(failure) {
  byId('key-form').hidden = failure.status !== 401 && failure.status !== 403;
  notice(failure.message);
}

function notice(text) {
  byId('notice').textContent = text;
  byId('notice').hidden = text === '';
}

function show() {
  const items = inbox.items;
  const list = byId('list');
  const ids = new Set(items.map((item) => item.id));
  for (const [id, entry] of shown) {
    if (!ids.has(id)) {
      entry.element.remove();
      shown.delete(id);
    }
  }
  items.forEach((item, index) => {
    const key = JSON.stringify(item);
    const known = shown.get(item.id);
    if (known?.key !== key) {
      const element = entry(item);
      known?.element.replaceWith(element);
      shown.set(item.id, { key, element });
    }
    const { element } = shown.get(item.id);
    if (list.children[index] !== element) {
      list.insertBefore(element, list.children[index] ?? null);
    }
  });
  byId('empty').hidden = items.length > 0;
  byId('empty').textContent = view.empty;
  byId('more').hidden = !inbox.hasMore;
  showBadge(inbox.unread);
}

function showBadge(unread) {
  const badge = byId('badge');
  const text = unread > 99 ? '99+' : unread > 0 ? String(unread) : '';
  if (badge.textContent !== text) {
    badge.textContent = text;
    badge.setAttribute('aria-label', `${unread} unread`);
    byId('bell').dataset.unread = unread;
    document.title = `${unread > 0 ? `(${text}) ` : ''}Inbox · Millrace`;
  }
}

function showState() {
  const texts = { connecting: 'Connecting', live: `Live · ${user}`, lost: 'Connection lost; trying again' };
  byId('state').dataset.state = inbox.state;
  byId('state-text').textContent = texts[inbox.state];
}

function entry(item) {
  const state = stateOf(item);
  return h('li', { 'data-state': state, 'data-id': item.id },
    h('span', { class: 'mark', title: state }),
    h('div', { class: 'text' },
      h('p', { class: 'title' }, h('bdi', {}, item.title),
        item.count ? h('span', { class: 'count', title: 'events' }, `×${item.count}`) : null),
      item.body ? h('p', { class: 'body' }, h('bdi', {}, item.body)) : null,
      h('p', { class: 'meta' }, h('span', { class: 'category' }, item.category), time(item.updatedAt ?? item.createdAt),
        item.snoozedUntil ? h('span', {}, `until ${new Date(item.snoozedUntil).toLocaleString()}`) : null)),
    h('div', { class: 'actions' }, ...actions(state).map(([action, label]) =>
      h('button', { type: 'button', 'data-action': action, 'aria-label': `${label}: ${item.title}` }, label))));
}

function actions(state) {
  switch (state) {
    case 'unread': return [['read', 'Read'], ['snooze', 'Snooze 1 h'], ['archive', 'Archive'], ['delete', 'Delete']];
    case 'read': return [['unread', 'Unread'], ['snooze', 'Snooze 1 h'], ['archive', 'Archive'], ['delete', 'Delete']];
    case 'snoozed': return [['unsnooze', 'Wake'], ['archive', 'Archive'], ['delete', 'Delete']];
    default: return [['unarchive', 'Restore'], ['delete', 'Delete']];
  }
}

function time(text) {
  const at = new Date(text);
  return h('time', { datetime: text, title: at.toLocaleString() }, ago(at));
}

function ago(at) {
  const minutes = Math.round((Date.now() - at) / 60000);
  const format = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto', style: 'short' });
  if (minutes < 1) {
    return 'now';
  }
  return minutes < 60 ? format.format(-minutes, 'minute')
    : minutes < 48 * 60 ? format.format(-Math.round(minutes / 60), 'hour') : format.format(-Math.round(minutes / 1440), 'day');
}

async function attempt(doing) {
  try {
    notice('');
    await doing();
  } catch (failure) {
    if (failure.name !== 'AbortError') {
      notice(failure.message);
    }
  }
}

byId('list').addEventListener('click', (event) => {
  const button = event.target.closest('button[data-action]');
  if (button) {
    const { action } = button.dataset;
    const body = action === 'snooze' ? { until: new Date(Date.now() + HOUR).toISOString() } : undefined;
    attempt(() => inbox.act(button.closest('li').dataset.id, action, body));
  }
});

byId('more').addEventListener('click', () => attempt(() => inbox.more()));
byId('read-all').addEventListener('click', () => inbox && attempt(() => inbox.sweep('read-all')));
byId('archive-read').addEventListener('click', () => inbox && attempt(() => inbox.sweep('archive-all', { state: 'read' })));

byId('who').addEventListener('submit', (event) => {
  event.preventDefault();
  user = byId('user').value;
  history.replaceState(null, '', `?user=${encodeURIComponent(user)}`);
  open();
});

byId('key-form').addEventListener('submit', (event) => {
  event.preventDefault();
  sessionStorage.setItem('millrace-key', byId('key').value);
  byId('key').value = '';
  open();
});

for (const one of VIEWS) {
  const input = h('input', { type: 'radio', name: 'view', value: one.name, checked: one === view });
  input.addEventListener('change', () => { view = one; byId('title').textContent = one.name; open(); });
  byId('views').append(h('label', {}, input, h('span', {}, one.name)));
}

setInterval(() => document.querySelectorAll('#list time').forEach((element) => {
  element.textContent = ago(new Date(element.dateTime));
}), 30000);

open();
