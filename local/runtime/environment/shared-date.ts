/** Makes `Date` tell the twin's time. */
export function shareDate(offset: Float64Array): void {
  const MachineDate = Date;
  const now = () => MachineDate.now() + (offset[0] ?? 0);
  globalThis.Date = new Proxy(MachineDate, {
    construct: (target, given, newTarget) =>
      Reflect.construct(
        target,
        given.length === 0 ? [now()] : given,
        newTarget === globalThis.Date ? target : newTarget,
      ),
    apply: () => new MachineDate(now()).toString(),
    get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
  });
  // `new Date().constructor` must be the same class as `Date`.
  MachineDate.prototype.constructor = globalThis.Date;
}
