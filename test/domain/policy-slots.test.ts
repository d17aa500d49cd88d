import { PolicySlots } from '../../lambda/domain/policy-slots';

describe('slots for prepared policy sets', () => {
  it('finds a set where it lies, without counting its policies again', () => {
    const slots = new PolicySlots();
    const first = slots.take('a', () => 3);

    const again = slots.take('a', () => {
      throw new Error('counted');
    });

    expect([first.fresh, again.fresh]).toEqual([true, false]);
    expect(again.slot).toBe(first.slot);
  });

  it('gives the slot of the least recently used set away, and never makes more names than its limit', () => {
    const slots = new PolicySlots(2, 100);
    const a = slots.take('a', () => 1);
    const b = slots.take('b', () => 1);
    slots.take('a', () => 1);

    const c = slots.take('c', () => 1);

    expect(c).toEqual({ slot: b.slot, fresh: true, evicted: [b.slot] });
    expect(slots.take('a', () => 1)).toEqual({ slot: a.slot, fresh: false, evicted: [] });
    expect(slots.take('b', () => 1).fresh).toBe(true);
  });

  it('bounds the policies that it keeps, and lets a larger set have the pool to itself', () => {
    const slots = new PolicySlots(10, 5);
    slots.take('a', () => 3);
    slots.take('b', () => 2);

    const large = slots.take('large', () => 9);

    expect(large.evicted).toHaveLength(2);
    expect(slots.take('c', () => 1).evicted).toEqual([large.slot]);
  });

  it('takes a slot back', () => {
    const slots = new PolicySlots();
    const { slot } = slots.take('a', () => 1);

    expect([slots.drop('a'), slots.drop('a')]).toEqual([slot, undefined]);
    expect(slots.take('b', () => 1)).toEqual({ slot, fresh: true, evicted: [] });
  });
});
