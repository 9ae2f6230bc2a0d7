// Nodemailer sends a file as it is: PORT implicit|starttls MECHANISM CA USER PASSWORD FILE.
import { createReadStream, readFileSync } from 'node:fs';
import { createTransport } from 'nodemailer';

const [port, how, mechanism, ca, user, password, file] = process.argv.slice(2);
const transport = createTransport({
    host: '127.0.0.1',
    port: Number(port),
    secure: how === 'implicit',
    requireTLS: true,
    tls: { ca: readFileSync(ca) },
    authMethod: mechanism,
    auth: { user, pass: password },
});
const sent = await transport.sendMail({ envelope: { from: user, to: [user] }, raw: createReadStream(file) });
transport.close();
if (sent.accepted.length !== 1 || sent.rejected.length !== 0) {
    throw new Error(JSON.stringify(sent));
}
