"""The service for language models' hosts, over the Model Context Protocol.

mcp_server           the protocol, over standard input and output
tools                ask, verify, read_document
document_resources   documents and passages by address
"""
