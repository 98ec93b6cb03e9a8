"""Quoth as a server of the Model Context Protocol (MCP), for language models.

mcp_server           the protocol handlers, over standard input and output
tools                the tools ask, verify and read_document
document_resources   documents and passages as MCP resources
"""
