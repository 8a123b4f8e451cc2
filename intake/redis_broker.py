"""The broker of an installation with Redis: kombu's, but nothing is given back to one that died.

A worker whose Redis dies would give back the messages that it holds over a connection that is
gone, and end by that. They are hints: what they ask for stands in the database.
"""

from kombu.transport import redis


class Channel(redis.Channel):
    do_restore = False


class Transport(redis.Transport):
    Channel = Channel
