/** Small help with the DOM. Text only ever becomes text nodes: types and ids come from strangers. */

export const byId = (id) => document.getElementById(id);

/**
 * Makes an element. Properties are set as attributes, `class` included; children are elements or text.
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === true) {
      element.setAttribute(name, '');
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, String(value));
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Sets a text, but only if it differs: screen readers and selections are left alone. */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** Builds an element's children anew when what they show has changed. */
export function rebuild(element, data, build) {
  const key = JSON.stringify(data);
  if (element.dataset.shown !== key) {
    element.dataset.shown = key;
    element.replaceChildren(...build());
  }
}

/** The page's colour of a name, as a canvas takes it. */
export function colourOf(variable) {
  probe.style.color = `var(${variable})`;
  return getComputedStyle(probe).color;
}

const probe = document.body.appendChild(h('span', { class: 'unseen', 'aria-hidden': 'true' }));

/** Tells a screen reader, and nobody else. For what changes seldom. */
export function announce(text) {
  setText(byId('announced'), text);
}

/** A text of a stranger: isolated, so that its writing direction can't turn what is around it. */
export const foreign = (text, properties = {}) => h('bdi', { title: text, ...properties }, text);

/** Makes every button with data-copy="id" copy that element's text. */
export function enableCopying(root) {
  root.addEventListener('click', async (event) => {
    const button = event.target.closest?.('button[data-copy]');
    if (!button) {
      return;
    }
    const source = byId(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.textContent);
      button.textContent = 'Copied';
    } catch {
      // No clipboard without https or permission: select it, so that one key copies it.
      getSelection().selectAllChildren(source);
      button.textContent = 'Selected';
    }
    setTimeout(() => { button.textContent = 'Copy'; }, 2000);
  });
}
