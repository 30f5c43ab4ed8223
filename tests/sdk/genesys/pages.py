"""Reads pages of people with the official Python SDK, for the bench of live reading.

    python pages.py FIRST_LINE PAGES

Prints the seconds that it took, sign-in not counted.
"""

import json
import sys
import time

import PureCloudPlatformClientV2 as genesys

from read import connect

with open(sys.argv[1], encoding="utf-8") as file:
    people = genesys.UsersApi(connect(json.load(file)["genesys"][0]))
start = time.monotonic()
wanted, pages, number = int(sys.argv[2]), 1, 0
for _ in range(wanted):
    number = number % pages + 1
    page = people.get_users(page_size=100, page_number=number)
    pages = page.page_count
print(time.monotonic() - start)
