import { describe, expect, test } from 'vitest';
import { keyed, movedBy, pinched, WHOLE, zoomedBy } from './zoom';

/** Where a point of the picture is seen. */
const seen = (at: number, { scale, x }: { scale: number; x: number }) => at * scale + x;

describe('a part of the picture', () => {
  test('what lies under the pointer stays there', () => {
    const zoom = zoomedBy(WHOLE, 2, { x: 0.2, y: -0.1 });
    expect(seen(0.2, zoom)).toBeCloseTo(0.2);
    expect(zoom.y).toBeCloseTo(0.1);
    const more = zoomedBy(zoom, 1.5, { x: 0.2, y: -0.1 });
    expect(seen(0.2, more)).toBeCloseTo(0.2);
  });

  test('no edge comes into its place, however far it is pulled', () => {
    const pulled = movedBy(zoomedBy(WHOLE, 3), { x: 9, y: -9 });
    expect(pulled).toEqual({ scale: 3, x: 1, y: -1 });
    expect(seen(-0.5, pulled)).toBeCloseTo(-0.5);
  });

  test('it is never smaller than whole, nor larger than there is something to see', () => {
    expect(zoomedBy(zoomedBy(WHOLE, 2, { x: 0.5, y: 0.5 }), 0.1)).toEqual(WHOLE);
    expect(zoomedBy(WHOLE, 100).scale).toBe(5);
  });

  test('two fingers take it along and apart', () => {
    const zoom = pinched(WHOLE, [{ x: -0.1, y: 0 }, { x: 0.1, y: 0 }], [{ x: -0.2, y: 0.1 }, { x: 0.2, y: 0.1 }]);
    expect(zoom.scale).toBeCloseTo(2);
    expect(zoom.y).toBeCloseTo(0.1);
    expect(pinched(zoom, [{ x: 0, y: 0 }, { x: 0, y: 0 }], [{ x: 0, y: 0 }, { x: 0.1, y: 0 }]).scale).toBeCloseTo(2);
  });

  test('keys do the same, and leave those alone that mean nothing here', () => {
    const zoom = keyed(WHOLE, '+');
    expect(zoom?.scale).toBe(1.5);
    expect(zoom && keyed(zoom, 'ArrowRight')?.x).toBeCloseTo(-0.1);
    expect(zoom && keyed(zoom, '0')).toEqual(WHOLE);
    expect(['-', '0', 'ArrowLeft', 'e'].map((key) => keyed(WHOLE, key))).toEqual([null, null, null, null]);
  });
});
