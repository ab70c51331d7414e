"""Brings what functions answer for custom resources to Serin over HTTP where they speak HTTPS to the
host and path of `ResponseURL`, as `crhelper` does. Every other request goes its way.

Loaded with the first event that bears such an address, when the function's own modules have long been
loaded: whatever they hold of `http.client` by then, its connections lead here all the same.
"""

import functools
import http.client
import re

RESPONSES_PATH = "/_serin/cloudformation/responses/"
RESPONSE_URL = re.compile(r"http://(\[[\da-f:.]+\]|[\w.-]+)(?::(\d+))?" + re.escape(RESPONSES_PATH), re.I | re.A)
HTTP_PORT, HTTPS_PORT = 80, 443

# The port of Serin by its host, as the events told it.
ports = {}


def expect_responses(event):
    """Takes the addresses that an event bears, wherever in it they stand."""
    for host, port in RESPONSE_URL.findall(event):
        ports[name_of(host)] = int(port or HTTP_PORT)


def name_of(host):
    """An IPv6 address stands in brackets in a URL, and without in a connection."""
    return host.lower().strip("[]")


def port_for(connection, method, url):
    if method != "PUT" or not url.startswith(RESPONSES_PATH) or connection._tunnel_host is not None:
        return None
    port = ports.get(name_of(connection.host))
    return port if connection.port in (port, HTTPS_PORT) else None


def divert(connection, port):
    # One that is open already led to a server that does speak TLS.
    if is_diverted(connection) or connection.sock is not None:
        return
    connection.own_port, connection.port = connection.port, port
    connection.connect = functools.partial(http.client.HTTPConnection.connect, connection)


def bring_back(connection):
    if not is_diverted(connection):
        return
    connection.close()
    connection.port = connection.own_port
    del connection.own_port, connection.connect


def is_diverted(connection):
    return "own_port" in vars(connection)


def divert_responses(connection_class):
    putrequest = connection_class.putrequest

    @functools.wraps(putrequest)
    def put_request(self, method, url, *args, **kwargs):
        port = port_for(self, method, url)
        if port is None:
            bring_back(self)
        else:
            divert(self, port)
        return putrequest(self, method, url, *args, **kwargs)

    connection_class.putrequest = put_request


# A Python without TLS has no such connections.
if hasattr(http.client, "HTTPSConnection"):
    divert_responses(http.client.HTTPSConnection)
