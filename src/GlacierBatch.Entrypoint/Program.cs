System.Console.WriteLine("glacierbatch-entrypoint");
