/**
 * ImapFlow against a running Packetboat: PORT AUTHORITY USER PASSWORD MESSAGES. Over STARTTLS, and compressed. It leaves the mailbox
 * "Flow/Grüße" with the even messages, flagged, for others to look at.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { ImapFlow } from "imapflow";

const [port, authority, user, pass, count] = process.argv.slice(2);
const MESSAGES = Number(count);
const MAILBOX = "Flow/Grüße";
const WITHIN = 20_000;

const message = (n) =>
    [
        "From: =?utf-8?q?J=C3=BCrgen?= <juergen@mail.test>",
        `To: ${user}`,
        `Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?= number ${n}`,
        `Message-ID: <flow-${n}@mail.test>`,
        "MIME-Version: 1.0",
        "Content-Type: multipart/mixed; boundary=cut",
        "",
        "--cut",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: quoted-printable",
        "",
        `Stra=C3=9Fe ${n}`,
        ".",
        "--cut",
        "Content-Type: application/octet-stream",
        "Content-Transfer-Encoding: base64",
        `Content-Disposition: attachment; filename*=utf-8''%C3%BC${n}.bin`,
        "",
        attachment(n).toString("base64").replace(/.{76}/g, "$&\r\n"),
        "--cut--",
        "",
    ].join("\r\n");
const attachment = (n) => Buffer.from(Array.from({ length: 200 + n }, (_, i) => (i * 7 + n) % 256));

async function connect(raw = []) {
    const nothing = () => {};
    const client = new ImapFlow({
        host: "127.0.0.1",
        port: Number(port),
        secure: false,
        doSTARTTLS: true,
        tls: { ca: readFileSync(authority) },
        auth: { user, pass },
        qresync: true,
        logRaw: true,
        logger: { trace: (entry) => raw.push(entry), debug: nothing, info: nothing, warn: nothing, error: nothing },
    });
    await client.connect();
    return client;
}

/** The next event of that name; to be asked for before the event is caused. */
function next(client, name, wanted = () => true) {
    return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`no ${name} within ${WITHIN} ms`)), WITHIN);
        const listener = (event) => {
            if (wanted(event)) {
                clearTimeout(timer);
                client.off(name, listener);
                resolve(event);
            }
        };
        client.on(name, listener);
    });
}

async function all(generator) {
    const items = [];
    for await (const item of generator) {
        items.push(item);
    }
    return items;
}

const raw = [];
const client = await connect(raw);
assert.ok(client.secureConnection, "STARTTLS");
for (const extension of ["IMAP4REV2", "CONDSTORE", "QRESYNC", "UTF8=ACCEPT"]) {
    assert.ok(client.enabled.has(extension), `${extension} in ${[...client.enabled]}`);
}

const names = await client.list({ statusQuery: { messages: true, size: true } });
assert.equal(names.find((name) => name.path === "INBOX").status.messages, 0);
for (const use of ["\\Drafts", "\\Sent", "\\Trash", "\\Junk", "\\Archive"]) {
    assert.equal(names.find((name) => name.specialUse === use)?.specialUseSource, "extension", use);
}
assert.ok(raw.some((entry) => entry.compress && entry.src === "c"), "compressed");

assert.equal((await client.mailboxCreate(MAILBOX)).created, true);
assert.equal((await client.mailboxCreate(MAILBOX)).created, false);
const uids = [];
for (let n = 1; n <= MESSAGES; n++) {
    const { uid } = await client.append(MAILBOX, message(n), n % 2 ? ["\\Seen"] : ["$Even"], new Date(Date.UTC(2026, 0, 1, 0, 0, n)));
    assert.ok(uid > (uids.at(-1) ?? 0), "UIDs ascend");
    uids.push(uid);
}
const status = await client.status(MAILBOX, { messages: true, unseen: true, uidNext: true, size: true, deleted: true, highestModseq: true });
assert.equal(status.messages, MESSAGES);
assert.equal(status.unseen, Math.floor(MESSAGES / 2));
assert.equal(status.deleted, 0);
assert.equal(status.uidNext, uids.at(-1) + 1);
assert.equal(status.size, uids.reduce((sum, _, i) => sum + Buffer.byteLength(message(i + 1)), 0));

let lock = await client.getMailboxLock(MAILBOX);
assert.equal(client.mailbox.exists, MESSAGES);
const { uidValidity } = client.mailbox;
const fetched = await all(
    client.fetch("1:*", { uid: true, flags: true, envelope: true, bodyStructure: true, internalDate: true, size: true, source: true, threadId: true }),
);
assert.equal(fetched.length, MESSAGES);
fetched.forEach((got, i) => {
    const n = i + 1;
    assert.equal(got.uid, uids[i]);
    assert.equal(got.source.toString(), message(n));
    assert.equal(got.size, got.source.length);
    assert.equal(got.envelope.subject, `Grüße number ${n}`);
    assert.equal(got.envelope.from[0].name, "Jürgen");
    assert.equal(got.bodyStructure.childNodes[1].dispositionParameters.filename, `ü${n}.bin`);
    assert.equal(got.internalDate.getTime(), Date.UTC(2026, 0, 1, 0, 0, n));
    assert.deepEqual([...got.flags], n % 2 ? ["\\Seen"] : ["$Even"]);
    assert.ok(got.emailId && got.threadId && got.modseq > 0n);
});
assert.equal(new Set(fetched.map((got) => got.emailId)).size, MESSAGES);

const download = await client.download(uids[2], "2", { uid: true, chunkSize: 64 });
assert.deepEqual(Buffer.concat(await all(download.content)), attachment(3));
const decoded = await client.download(uids[2], "2", { uid: true, binary: true });
assert.deepEqual(Buffer.concat(await all(decoded.content)), attachment(3));
const text = await client.download(uids[2], "1", { uid: true });
assert.equal(Buffer.concat(await all(text.content)).toString(), "Straße 3\r\n.");

const even = uids.filter((_, i) => i % 2);
assert.deepEqual(await client.search({ seen: false }, { uid: true }), even);
assert.deepEqual(await client.search({ keyword: "$Even", subject: "grüße" }, { uid: true }), even);
assert.deepEqual(await client.search({ body: "STRAßE 3" }, { uid: true }), uids.filter((_, i) => `${i + 1}`.startsWith("3")));
assert.deepEqual(await client.search({ body: "Gasse" }, { uid: true }), []);
assert.deepEqual(await client.search({ or: [{ header: { "message-id": "<flow-1@mail.test>" } }, { uid: `${uids[1]}` }] }, { uid: true }), uids.slice(0, 2));
const found = await client.search({ not: { seen: true } }, { uid: true, returnOptions: ["MIN", "MAX", "COUNT"] });
assert.deepEqual([found.min, found.max, found.count], [even[0], even.at(-1), even.length]);

assert.equal(await client.messageFlagsAdd(even, ["\\Flagged"], { uid: true }), true);
assert.equal(await client.messageFlagsRemove([even[0]], ["$Even"], { uid: true }), true);
assert.equal(await client.messageFlagsSet([even[0]], ["\\Flagged", "$Even", "Own"], { uid: true }), true);
const before = fetched[1].modseq;
await client.messageFlagsAdd([even[0]], ["\\Deleted"], { uid: true, unchangedSince: before });
const unchanged = await client.fetchOne(even[0], { flags: true }, { uid: true });
assert.deepEqual([...unchanged.flags].sort(), ["$Even", "Own", "\\Flagged"]);
const changed = await all(client.fetch("1:*", { flags: true }, { changedSince: fetched.at(-1).modseq }));
assert.deepEqual(changed.map((got) => got.uid), even);

// Moved and deleted: the odd ones go.
const archived = await client.messageMove([uids[0]], "Archive", { uid: true });
assert.deepEqual([...archived.uidMap.keys()], [uids[0]]);
const copied = await client.messageCopy([uids[2]], "Archive", { uid: true });
assert.ok(copied.uidMap.get(uids[2]) > archived.uidMap.get(uids[0]));
assert.equal(await client.messageDelete({ seen: true }, { uid: true }), true);
assert.equal(client.mailbox.exists, even.length);
lock.release();

// Pushed while it idles: an arrival, flags, and an end.
const idler = await connect();
await idler.mailboxOpen(MAILBOX);
const idling = idler.idle();
const exists = next(idler, "exists");
const arrival = await client.append(MAILBOX, message(MESSAGES + 1), [], new Date());
assert.equal((await exists).count, even.length + 1);
lock = await client.getMailboxLock(MAILBOX);
const flags = next(idler, "flags", (event) => event.flags.has("\\Answered"));
await client.messageFlagsAdd([arrival.uid], ["\\Answered"], { uid: true });
assert.equal((await flags).uid, arrival.uid);
const expunge = next(idler, "expunge");
await client.messageDelete([arrival.uid], { uid: true });
assert.deepEqual([(await expunge).uid, (await expunge).vanished], [arrival.uid, true]);
lock.release();
const { highestModseq } = await idler.status(MAILBOX, { highestModseq: true });
await idling;
await idler.logout();

// Away for a while, then told of it in the answer to SELECT (QRESYNC).
const late = await client.append(MAILBOX, message(MESSAGES + 2), [], new Date());
lock = await client.getMailboxLock(MAILBOX);
await client.messageFlagsAdd([even[0]], ["\\Answered"], { uid: true });
await client.messageMove([even[1]], "Archive", { uid: true });
lock.release();
const returned = await connect();
const told = { flags: [], expunge: [] };
returned.on("flags", (event) => told.flags.push(event.uid));
returned.on("expunge", (event) => told.expunge.push([event.uid, event.earlier]));
const mailbox = await returned.mailboxOpen(MAILBOX, { uidValidity, changedSince: highestModseq });
assert.equal(mailbox.qresync, true);
assert.deepEqual(told.expunge, [[even[1], true]]);
assert.deepEqual(told.flags.sort((a, b) => a - b), [even[0], late.uid]);
assert.equal(mailbox.exists, even.length);
await returned.messageDelete([late.uid], { uid: true });
await returned.mailboxOpen("Archive");
const back = await returned.messageMove({ header: { "message-id": "<flow-2@mail.test>" } }, MAILBOX);
assert.equal(back, false, "it was even[1], not even[0], that was moved");
assert.equal((await returned.messageMove({ header: { "message-id": "<flow-4@mail.test>" } }, MAILBOX)).uidMap.size, 1);

assert.equal((await returned.mailboxCreate("Flow/Gone")).created, true);
await returned.mailboxRename("Flow/Gone", "Flow/Soon");
await returned.mailboxDelete("Flow/Soon");
assert.deepEqual((await returned.list()).filter((name) => name.path.startsWith("Flow/")).map((name) => name.path), [MAILBOX]);
await returned.logout();
await client.logout();
console.log(`imapflow: ${MESSAGES} messages, ${even.length} left`);
