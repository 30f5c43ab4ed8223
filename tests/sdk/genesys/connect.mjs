// Signs the official JavaScript SDK in to an org of the rehearsal.

import platformClient from 'purecloud-platform-client-v2';

/** Points the SDK at an org and signs in with the org's own client. */
export async function connect(org) {
  const api = new URL(org.api_url);
  const login = new URL(org.login_url);
  const client = platformClient.ApiClient.instance;
  client.setGateway({
    host: api.hostname,
    protocol: api.protocol.replace(':', ''),
    port: api.port,
    path_params_login: login.pathname,
    path_params_api: api.pathname,
  });
  await client.loginClientCredentialsGrant(org.client_id, org.client_secret);
}
