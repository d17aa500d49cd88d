import batchGetItem from 'dynalite/actions/batchGetItem';
import batchWriteItem from 'dynalite/actions/batchWriteItem';
import createTable from 'dynalite/actions/createTable';
import deleteItem from 'dynalite/actions/deleteItem';
import deleteTable from 'dynalite/actions/deleteTable';
import describeTable from 'dynalite/actions/describeTable';
import describeTimeToLive from 'dynalite/actions/describeTimeToLive';
import getItem from 'dynalite/actions/getItem';
import listTables from 'dynalite/actions/listTables';
import putItem from 'dynalite/actions/putItem';
import query from 'dynalite/actions/query';
import scan from 'dynalite/actions/scan';
import updateItem from 'dynalite/actions/updateItem';
import * as batchGetItemShape from 'dynalite/validations/batchGetItem';
import * as batchWriteItemShape from 'dynalite/validations/batchWriteItem';
import * as createTableShape from 'dynalite/validations/createTable';
import * as deleteItemShape from 'dynalite/validations/deleteItem';
import * as deleteTableShape from 'dynalite/validations/deleteTable';
import * as describeTableShape from 'dynalite/validations/describeTable';
import * as describeTimeToLiveShape from 'dynalite/validations/describeTimeToLive';
import * as getItemShape from 'dynalite/validations/getItem';
import * as listTablesShape from 'dynalite/validations/listTables';
import * as putItemShape from 'dynalite/validations/putItem';
import * as queryShape from 'dynalite/validations/query';
import * as scanShape from 'dynalite/validations/scan';
import * as updateItemShape from 'dynalite/validations/updateItem';

export interface TableOperation {
  readonly act: (store: unknown, input: unknown, callback: (error: unknown, output: unknown) => void) => void;
  readonly shape: { readonly types: unknown; readonly custom: unknown };
}

/** Named one by one: a bundle cannot hold modules that are looked up by a computed name, as dynalite's own server does. */
export const TABLE_OPERATIONS: Readonly<Record<string, TableOperation>> = {
  BatchGetItem: { act: batchGetItem, shape: batchGetItemShape },
  BatchWriteItem: { act: batchWriteItem, shape: batchWriteItemShape },
  CreateTable: { act: createTable, shape: createTableShape },
  DeleteItem: { act: deleteItem, shape: deleteItemShape },
  DeleteTable: { act: deleteTable, shape: deleteTableShape },
  DescribeTable: { act: describeTable, shape: describeTableShape },
  DescribeTimeToLive: { act: describeTimeToLive, shape: describeTimeToLiveShape },
  GetItem: { act: getItem, shape: getItemShape },
  ListTables: { act: listTables, shape: listTablesShape },
  PutItem: { act: putItem, shape: putItemShape },
  Query: { act: query, shape: queryShape },
  Scan: { act: scan, shape: scanShape },
  UpdateItem: { act: updateItem, shape: updateItemShape },
};
