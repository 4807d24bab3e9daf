import axe from 'axe-core';
import { render, type ComponentChild } from 'preact';
import { act } from 'preact/test-utils';

/**
 * Renders a view and returns what axe finds wrong, as sentences, and every placeable of a text that
 * nothing was given for. Colour contrast needs a real browser.
 */
export async function findings(view: ComponentChild): Promise<string[]> {
  const root = document.createElement('div');
  document.body.replaceChildren(root);
  await act(() => render(view, root));
  const { violations } = await axe.run(document.body, {
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  });
  const unfilled = root.textContent?.match(/\{\s*\$[^}]*\}/g) ?? [];
  await act(() => render(null, root));
  return violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')})`).concat(unfilled);
}
