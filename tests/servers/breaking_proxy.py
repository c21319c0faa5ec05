"""A TCP proxy that does harm after so many bytes of the server's answers."""

import socket
import struct
import threading

_CHUNK = 16384


class BreakingProxy:
    """Forwards to a port of 127.0.0.1, over any number of connections.

    Once the server has answered `after` bytes, all connections counted
    together, `harm(proxy)` is called, once and from a proxy's thread, before
    a further byte is passed on. `cut`, `reset` and `stall` below are such
    harms; any other leaves the proxy forwarding. `after=None`: never.
    """

    def __init__(self, port, after=None, harm=None):
        self._target = port
        self._left = after
        self._harm = harm
        self._lock = threading.Lock()
        self._flowing = threading.Event()
        self._flowing.set()
        self._sockets = []
        self._closed = False
        self.answered = 0
        self.happened = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._spawn(self._accept)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._closed = True
        self._flowing.set()
        self._hang_up(self._listener)
        self.cut()

    # Harms

    def cut(self):
        """Closes every connection, as a server that ends does."""
        for end in self._all():
            self._hang_up(end)

    def reset(self):
        """Resets every connection, as a firewall does."""
        for end in self._all():
            try:
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                               struct.pack("ii", 1, 0))
                # Wakes the thread that reads: until it has left, a socket
                # that is closed stays.
                end.shutdown(socket.SHUT_RD)
                end.close()
            except OSError:
                pass

    def stall(self):
        """Leaves the connections open and passes nothing on any more."""
        self._flowing.clear()

    # Forwarding

    @staticmethod
    def _spawn(work, *arguments):
        threading.Thread(target=work, args=arguments, daemon=True).start()

    def _all(self):
        with self._lock:
            return list(self._sockets)

    @staticmethod
    def _hang_up(end):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        end.close()

    def _accept(self):
        while not self._closed:
            try:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                return
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self._sockets += [client, server]
            self._spawn(self._pass_on, client, server, False)
            self._spawn(self._pass_on, server, client, True)

    def _pass_on(self, source, sink, answers):
        try:
            while piece := source.recv(_CHUNK):
                self._flowing.wait()
                if answers:
                    piece = self._count(piece, sink)
                sink.sendall(piece)
        except OSError:
            pass
        self._flowing.wait()
        self._hang_up(sink)

    def _count(self, piece, sink):
        """What remains to be passed on after the harm, if it is time."""
        with self._lock:
            self.answered += len(piece)
            due = self._left is not None and len(piece) > self._left
            if not due:
                if self._left is not None:
                    self._left -= len(piece)
                return piece
            before, rest, self._left = (piece[:self._left],
                                        piece[self._left:], None)
        sink.sendall(before)
        self._harm(self)
        self.happened.set()
        self._flowing.wait()
        return rest


class SilentServer:
    """Listens, accepts, says `greeting` and nothing more."""

    def __init__(self, greeting=b"", accepts=True):
        self._greeting = greeting
        self._held = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=8)
        self.port = self._listener.getsockname()[1]
        if accepts:
            threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._listener.close()
        for client in self._held:
            client.close()

    def _accept(self):
        try:
            while True:
                client, _ = self._listener.accept()
                self._held.append(client)
                client.sendall(self._greeting)
        except OSError:
            pass
