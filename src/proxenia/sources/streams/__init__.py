"""Bytes of a file as raw records, one at a time, bounded in memory: compressed files, lines, XML elements, JSON objects."""

from proxenia.sources.streams.json import json_objects
from proxenia.sources.streams.lines import lines
from proxenia.sources.streams.opening import open_stream
from proxenia.sources.streams.raw import LIMIT, Raw
from proxenia.sources.streams.xml import parse_xml, xml_elements

__all__ = ["LIMIT", "Raw", "json_objects", "lines", "open_stream", "parse_xml", "xml_elements"]
