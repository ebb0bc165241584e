/**
 * Light or dark, as the viewer's system is or as she has chosen. A classic script in the head: it runs before the first
 * paint, so nothing flashes.
 */
(() => {
  const KEY = 'millrace.theme';
  const root = document.documentElement;

  const stored = () => {
    try {
      return localStorage.getItem(KEY) ?? 'auto';
    } catch {
      // No storage in this browser: as the system is.
      return 'auto';
    }
  };

  const apply = (theme) => {
    if (theme === 'light' || theme === 'dark') {
      root.dataset.theme = theme;
    } else {
      delete root.dataset.theme;
    }
    document.dispatchEvent(new Event('themechange'));
  };

  apply(stored());
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => document.dispatchEvent(new Event('themechange')));
  document.addEventListener('DOMContentLoaded', () => {
    const select = document.getElementById('theme');
    if (!select) {
      return;
    }
    select.value = root.dataset.theme ?? 'auto';
    select.addEventListener('change', () => {
      try {
        localStorage.setItem(KEY, select.value);
      } catch {
        // Then for this visit.
      }
      apply(select.value);
    });
  });
})();
