import type { PublishResult } from '../publish-release';
import type { Attachments } from './compose-content';
import { republish, type RepublishPorts } from './republish';

/** What an app wants to have attached under a name; nothing = what is attached goes. */
export interface AttachmentChange {
  readonly name: string;
  readonly attached: Attachments;
}

/** Publishes the release in force with a change of what one app attached to it. */
export async function publishAttachment(ports: RepublishPorts, change: AttachmentChange): Promise<PublishResult> {
  const result = await republish(ports, ({ attachments: before, managed }) => {
    const attachments = new Map(before);
    attachments.delete(change.name);
    for (const [name, attached] of change.attached) {
      attachments.set(name, attached);
    }
    return { attachments: sortedByName(attachments), managed };
  });
  if (result !== undefined) {
    return result;
  }
  const remedy = 'Deploy the app of the proxy first, and name its own table.';
  return change.attached.size === 0
    ? { ok: true, release: '', schema: '' }
    : { ok: false, problems: [`The proxy has no release in the registry that could be joined. ${remedy}`] };
}

/** Always in the same order, so that the same attachments make the same release. */
function sortedByName(attachments: Attachments): Attachments {
  return new Map([...attachments].sort(([one], [other]) => (one < other ? -1 : 1)));
}
